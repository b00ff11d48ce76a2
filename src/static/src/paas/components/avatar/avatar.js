import { Component } from "@odoo/owl";
import { initialsOf } from "../../core/format";

/** Initials on a colour that follows from the name. */
export class Avatar extends Component {
    static template = "woow_paas_platform.Avatar";
    static props = { name: String, size: { type: Number, optional: true } };
    static defaultProps = { size: 36 };

    get initials() {
        return initialsOf(this.props.name);
    }

    get style() {
        const hue = [...this.props.name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 360, 7);
        const { size } = this.props;
        return `--hue: ${hue}; width: ${size}px; height: ${size}px; font-size: ${Math.round(size * 0.38)}px`;
    }
}
