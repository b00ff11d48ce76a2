import { Component, onPatched, useEffect, useRef, useState } from "@odoo/owl";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useActiveElement } from "@web/core/ui/ui_service";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";

let count = 0;

/**
 * A dialog (or a drawer) that holds the focus, closes on Esc or a press beside it, and gives the focus back. It asks
 * first when something was typed into it, unless it is `light`: then nothing in it is worth keeping. A field that turns
 * out wrong gets the focus.
 */
export class Modal extends Component {
    static template = "woow_paas_platform.Modal";
    static components = { Button, Icon };
    static props = {
        title: String,
        close: Function,
        drawer: { type: Boolean, optional: true },
        wide: { type: Boolean, optional: true },
        bare: { type: Boolean, optional: true },
        light: { type: Boolean, optional: true },
        slots: Object,
    };

    setup() {
        this.titleId = `woow-modal-${++count}`;
        this.box = useRef("box");
        this.keep = useRef("keep");
        this.state = useState({ asking: false });
        this.touched = new Set();
        this.wrong = 0;
        onPatched(() => this.showWrong());
        useActiveElement("box");
        useHotkey("escape", () => this.leave(), { bypassEditableProtection: true });
        useEffect(
            () => this.keep.el?.focus(),
            () => [this.keep.el]
        );
    }

    /** Whether a field that was typed into is still there and not empty. */
    get holdsInput() {
        return [...this.touched].some((field) => field.isConnected && field.value);
    }

    /** Closes, or asks about what was typed; who presses Esc at the question goes on typing. */
    leave() {
        const { bare, light } = this.props;
        if (bare || light || !this.holdsInput) {
            this.props.close();
        } else if (this.state.asking) {
            this.stay();
        } else {
            this.left = document.activeElement;
            this.state.asking = true;
        }
    }

    stay() {
        this.state.asking = false;
        this.left?.focus();
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
