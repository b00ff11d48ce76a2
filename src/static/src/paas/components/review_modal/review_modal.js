import { Component, useState } from "@odoo/owl";
import { useBusy } from "../../core/hooks";
import { Button } from "../button/button";
import { ChangeReview } from "../change_review/change_review";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";

/**
 * Shows what will change and does it when asked to. `ask` answers the preview, `confirm` carries it out; a refusal is
 * shown here, and nothing is lost. `refused` gets the errors of fields, which are mended where they were filled in.
 */
export class ReviewModal extends Component {
    static template = "woow_paas_platform.ReviewModal";
    static components = { Button, ChangeReview, Icon, Modal };
    static props = {
        title: String,
        ask: Function,
        confirm: Function,
        confirmLabel: String,
        close: Function,
        facts: { type: Array, element: Object, optional: true },
        points: { type: Array, element: String, optional: true },
        icon: { type: String, optional: true },
        name: { type: String, optional: true },
        cancelLabel: { type: String, optional: true },
        refused: { type: Function, optional: true },
    };
    static defaultProps = { facts: [], points: [], name: "confirm" };

    setup() {
        this.state = useState({ error: "", obstacle: "" });
        this.work = useBusy();
    }

    /** The preview was refused: what names fields goes back to the form. */
    failed(error) {
        if (this.props.refused && Object.keys(error.fields).length) {
            this.props.close();
            this.props.refused(error);
        }
    }

    async confirm() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await this.props.confirm();
                this.props.close();
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
