import { Component, useState } from "@odoo/owl";
import { Icon } from "../icon/icon";

/** The icon of an application; a symbol when its picture is not there. */
export class AppIcon extends Component {
    static template = "woow_paas_platform.AppIcon";
    static components = { Icon };
    static props = { template: Object, size: { type: Number, optional: true } };
    static defaultProps = { size: 48 };

    setup() {
        this.state = useState({ broken: false });
    }

    get style() {
        return `width: ${this.props.size}px; height: ${this.props.size}px`;
    }
}
