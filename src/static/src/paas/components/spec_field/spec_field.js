import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { isReference } from "../../services/references";
import { isSecret, optionsOf } from "../../services/specs";
import { Icon } from "../icon/icon";

/** One input of a guided form, by its spec. */
export class SpecField extends Component {
    static template = "woow_paas_platform.SpecField";
    static components = { Icon };
    static props = {
        spec: Object,
        value: { optional: true },
        error: { type: String, optional: true },
        held: { type: Boolean, optional: true },
        locked: { type: String, optional: true },
        off: { type: Boolean, optional: true },
        change: Function,
        blur: { type: Function, optional: true },
        reset: { type: Function, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { error: "", held: false, locked: "", off: false, blur: () => {} };

    setup() {
        this.state = useState({ shown: false });
        Object.assign(this, { isReference, optionsOf });
    }

    get id() {
        return `woow-spec-${this.props.spec.key.replace(/[^\w]/g, "-")}`;
    }

    get isSecret() {
        return isSecret(this.props.spec);
    }

    get inputType() {
        if (this.isSecret && !this.state.shown) {
            return "password";
        }
        return ["number", "integer"].includes(this.props.spec.type) ? "number" : "text";
    }

    get step() {
        return { integer: 1, number: "any" }[this.props.spec.type];
    }

    get placeholder() {
        const { spec, held } = this.props;
        if (held) {
            return _t("Kept as it is");
        }
        return spec.placeholder || (spec.generate ? _t("Generated for you") : "");
    }

    get isWide() {
        return this.props.spec.type === "textarea";
    }

    get describedBy() {
        return `${this.id}-help ${this.id}-error`;
    }

    /** Whether it can't be changed: `locked` says why, or the whole form is off and says it once. */
    get isOff() {
        return this.props.off || Boolean(this.props.locked);
    }

    /** What it is for, and why it is locked or will be. */
    get help() {
        const { spec, locked } = this.props;
        return [spec.help, locked || (spec.immutable && _t("Can't be changed after the launch."))].filter(Boolean).join(" ");
    }

    get source() {
        return _t("From %s", this.props.value.from_service_name || _t("another service"));
    }

    typeInstead() {
        this.props.change(this.props.spec.key, this.props.spec.default ?? "");
    }

    onInput(ev) {
        const { type, checked, value } = ev.target;
        this.props.change(this.props.spec.key, type === "checkbox" ? checked : value);
    }

    onSelect(ev) {
        this.props.change(this.props.spec.key, optionsOf(this.props.spec)[ev.target.selectedIndex - 1]?.value ?? "");
    }
}
