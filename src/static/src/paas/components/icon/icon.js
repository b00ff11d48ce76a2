import { Component } from "@odoo/owl";
import { ICONS } from "../../lib/icons/icons";

/** A Material Symbol; decoration only, words stand beside it. */
export class Icon extends Component {
    static template = "woow_paas_platform.Icon";
    static props = { name: String, size: { type: Number, optional: true }, class: { type: String, optional: true } };
    static defaultProps = { size: 20, class: "" };

    get path() {
        return ICONS[this.props.name] || ICONS.info;
    }
}
