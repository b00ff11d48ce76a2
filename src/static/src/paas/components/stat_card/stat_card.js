import { Component } from "@odoo/owl";
import { Icon } from "../icon/icon";

/** One figure with its name and a line beneath. */
export class StatCard extends Component {
    static template = "woow_paas_platform.StatCard";
    static components = { Icon };
    static props = {
        label: String,
        value: [String, Number],
        icon: String,
        note: { type: String, optional: true },
        tone: { type: String, optional: true },
    };
    static defaultProps = { note: "", tone: "accent" };
}
