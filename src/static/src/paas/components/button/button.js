import { Component } from "@odoo/owl";
import { Icon } from "../icon/icon";

let count = 0;

/** A button that stays reachable when it may not be used, and says why. */
export class Button extends Component {
    static template = "woow_paas_platform.Button";
    static components = { Icon };
    static props = {
        label: String,
        onClick: { type: Function, optional: true },
        icon: { type: String, optional: true },
        kind: { type: String, optional: true },
        small: { type: Boolean, optional: true },
        wide: { type: Boolean, optional: true },
        iconOnly: { type: Boolean, optional: true },
        busy: { type: Boolean, optional: true },
        reason: { type: String, optional: true },
        type: { type: String, optional: true },
        name: { type: String, optional: true },
    };
    static defaultProps = { kind: "", reason: "", type: "button" };

    setup() {
        this.reasonId = `woow-reason-${++count}`;
    }

    get classes() {
        const { kind, small, wide, iconOnly } = this.props;
        return ["w-btn", kind && `w-btn--${kind}`, small && "w-btn--small", wide && "w-btn--wide", iconOnly && "w-btn--icon"]
            .filter(Boolean)
            .join(" ");
    }

    get isOff() {
        return Boolean(this.props.reason || this.props.busy);
    }

    onClick(ev) {
        if (this.isOff) {
            ev.preventDefault();
        } else {
            this.props.onClick?.(ev);
        }
    }
}
