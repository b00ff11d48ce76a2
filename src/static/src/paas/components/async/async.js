import { Component } from "@odoo/owl";
import { ErrorState } from "../error_state/error_state";

/** Loading (a skeleton after 200 ms), error, or what was loaded. */
export class Async extends Component {
    static template = "woow_paas_platform.Async";
    static components = { ErrorState };
    static props = { load: Object, slots: Object };
}
