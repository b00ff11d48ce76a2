import { Component } from "@odoo/owl";
import { stateInfo } from "../../core/labels";
import { Icon } from "../icon/icon";

/** A state by icon, word and colour. */
export class StatusBadge extends Component {
    static template = "woow_paas_platform.StatusBadge";
    static components = { Icon };
    static props = { state: { type: String, optional: true }, info: { type: Object, optional: true } };

    get shown() {
        return this.props.info || stateInfo(this.props.state);
    }
}
