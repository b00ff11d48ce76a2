import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useBusy } from "../../core/hooks";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";

/**
 * Says what will happen before it does. `typed` must be entered first where it can't be undone; `option` is one
 * thing to choose, handed to `confirm`. A refusal is shown here, and nothing is lost.
 */
export class ConfirmModal extends Component {
    static template = "woow_paas_platform.ConfirmModal";
    static components = { Button, Icon, Modal };
    static props = {
        title: String,
        points: { type: Array, element: String },
        confirmLabel: String,
        cancelLabel: { type: String, optional: true },
        confirm: Function,
        close: Function,
        danger: { type: Boolean, optional: true },
        icon: { type: String, optional: true },
        typed: { type: String, optional: true },
        option: { type: Object, optional: true },
    };

    setup() {
        this.state = useState({ typed: "", option: Boolean(this.props.option?.value), error: "" });
        this.work = useBusy();
    }

    get isReady() {
        return !this.props.typed || this.state.typed.trim() === this.props.typed;
    }

    get reason() {
        return this.isReady ? "" : _t("Type the name first.");
    }

    async confirm() {
        if (!this.isReady) {
            return;
        }
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await this.props.confirm({ option: this.state.option });
                this.props.close();
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
