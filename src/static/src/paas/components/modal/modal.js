import { Component, onPatched, useRef } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useActiveElement } from "@web/core/ui/ui_service";
import { Icon } from "../icon/icon";

let count = 0;

/**
 * A dialog (or a drawer) that holds the focus, closes on Esc and gives the focus back. A press beside it closes it unless
 * something was typed into it; a field that turns out wrong gets the focus.
 */
export class Modal extends Component {
    static template = "woow_paas_platform.Modal";
    static components = { Icon };
    static props = {
        title: String,
        close: Function,
        drawer: { type: Boolean, optional: true },
        wide: { type: Boolean, optional: true },
        bare: { type: Boolean, optional: true },
        slots: Object,
    };

    setup() {
        this.titleId = `woow-modal-${++count}`;
        this.box = useRef("box");
        this.isTouched = false;
        this.wrong = 0;
        onPatched(() => this.showWrong());
        useActiveElement("box");
        useHotkey("escape", () => this.props.close(), { bypassEditableProtection: true });
    }

    onPressBeside() {
        if (!this.isTouched || this.props.bare) {
            this.props.close();
        }
    }

    showWrong() {
        const fields = this.box.el.querySelectorAll("[aria-invalid=true]");
        if (fields.length > this.wrong && !document.activeElement.matches("input, textarea, select")) {
            fields[0].focus();
        }
        this.wrong = fields.length;
    }

    get classes() {
        const { drawer, wide, bare } = this.props;
        return ["w-modal", drawer && "w-modal--drawer", wide && "w-modal--wide", bare && "w-modal--bare"]
            .filter(Boolean)
            .join(" ");
    }
}
