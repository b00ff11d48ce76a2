import { Component } from "@odoo/owl";
import { EmptyState } from "../../components/empty_state/empty_state";

export class NotFoundPage extends Component {
    static template = "woow_paas_platform.NotFoundPage";
    static components = { EmptyState };
    static props = {};
}
