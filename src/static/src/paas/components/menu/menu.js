import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { keepInView } from "../../core/keep_in_view";
import { Icon } from "../icon/icon";

/** A button that opens a list of things to do; arrows move, Esc closes, the focus comes back. */
export class Menu extends Component {
    static template = "woow_paas_platform.Menu";
    static components = { Icon };
    static props = {
        label: String,
        items: { type: Array, element: Object },
        buttonClass: { type: String, optional: true },
        name: { type: String, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { buttonClass: "w-btn w-btn--icon" };

    setup() {
        this.root = useRef("root");
        this.button = useRef("button");
        this.list = useRef("list");
        this.state = useState({ open: false });
        useEffect(
            (open) => {
                if (open) {
                    keepInView(this.list.el);
                    this.entries[0]?.focus();
                }
            },
            () => [this.state.open]
        );
        useExternalListener(window, "pointerdown", (ev) => {
            if (this.state.open && !this.root.el.contains(ev.target)) {
                this.state.open = false;
            }
        });
    }

    get entries() {
        return [...this.root.el.querySelectorAll("[role^=menuitem]")];
    }

    toggle() {
        this.state.open = !this.state.open;
    }

    close() {
        this.state.open = false;
        this.button.el.focus();
    }

    choose(ev, item) {
        if (item.reason) {
            ev.preventDefault();
            return;
        }
        this.close();
        item.onClick?.();
    }

    onKeydown(ev) {
        if (!this.state.open) {
            return;
        }
        const { entries } = this;
        const index = entries.indexOf(document.activeElement);
        const targets = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: -1 };
        if (ev.key in targets) {
            ev.preventDefault();
            entries.at(targets[ev.key] % entries.length).focus();
        } else if (ev.key === "Escape") {
            ev.stopPropagation();
            this.close();
        } else if (ev.key === "Tab") {
            this.state.open = false;
        }
    }
}
