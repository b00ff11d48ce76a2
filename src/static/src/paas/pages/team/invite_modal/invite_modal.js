import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { CopyText } from "../../../components/copy_text/copy_text";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { formatNumber } from "../../../core/format";
import { useBusy } from "../../../core/hooks";
import { givenRoles } from "../../../core/labels";
import { fieldErrors } from "../../../services/specs";
import { readAddresses } from "../../../services/team_store";

const FACES = {
    invited: { icon: "check_circle", tone: "running" },
    already_member: { icon: "info", tone: "idle" },
    already_invited: { icon: "info", tone: "idle" },
    invalid: { icon: "error", tone: "error" },
};

/** Invites a pasted list of addresses, and tells what became of each. */
export class InviteModal extends Component {
    static template = "woow_paas_platform.InviteModal";
    static components = { Button, CopyText, Icon, Modal };
    static props = { workspaceId: Number, close: Function };

    setup() {
        this.team = useService("woow_team");
        this.state = useState({ text: "", role: "user", results: null, errors: {}, error: "" });
        this.work = useBusy();
        this.roles = givenRoles();
        useAutofocus({ refName: "emails" });
    }

    get addresses() {
        return readAddresses(this.state.text);
    }

    get countText() {
        const count = this.addresses.length;
        return count === 1 ? _t("1 address") : _t("%s addresses", formatNumber(count));
    }

    get invalid() {
        return (this.state.results || []).filter(({ status }) => status === "invalid").map(({ email }) => email);
    }

    faceOf({ status }) {
        return FACES[status];
    }

    async send() {
        if (!this.addresses.length) {
            this.state.errors = { emails: _t("Please give at least one address.") };
            return;
        }
        Object.assign(this.state, { errors: {}, error: "" });
        await this.work.run(async () => {
            try {
                this.state.results = await this.team.invite(this.props.workspaceId, this.addresses, this.state.role);
            } catch (error) {
                const errors = fieldErrors(error);
                Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
            }
        });
    }

    /** Back to the form, with what could not be read. */
    correct() {
        Object.assign(this.state, { text: this.invalid.join("\n"), results: null });
    }
}
