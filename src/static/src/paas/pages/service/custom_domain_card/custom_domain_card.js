import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { CopyText } from "../../../components/copy_text/copy_text";
import { Icon } from "../../../components/icon/icon";
import { StatusBadge } from "../../../components/status_badge/status_badge";
import { useBusy } from "../../../core/hooks";
import { fieldErrors } from "../../../services/specs";

const STATES = {
    pending: { tone: "warning", icon: "hourglass_top", label: () => _t("Waiting for the proof") },
    verified: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Proven, being set up") },
    active: { tone: "running", icon: "check_circle", label: () => _t("Active") },
};

/** A domain of the customer's own: named, proven by a TXT record, then served beside the other address. */
export class CustomDomainCard extends Component {
    static template = "woow_paas_platform.CustomDomainCard";
    static components = { Button, CopyText, Icon, StatusBadge };
    static props = { service: Object, reason: String };

    setup() {
        this.services = useService("woow_services");
        this.dialog = useService("dialog");
        this.state = useState({ domain: "", error: "" });
        this.work = useBusy();
    }

    get domain() {
        return this.props.service.custom_domain || null;
    }

    get badge() {
        const info = STATES[this.domain.state] || STATES.pending;
        return { ...info, label: info.label() };
    }

    change(value) {
        Object.assign(this.state, { domain: value.trim().toLowerCase(), error: "" });
    }

    async attempt(action) {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await action();
            } catch (error) {
                this.state.error = fieldErrors(error).domain || error.message;
            }
        });
    }

    add() {
        if (!this.state.domain) {
            this.state.error = _t("Please enter a domain such as shop.example.com.");
            return;
        }
        return this.attempt(async () => {
            await this.services.setCustomDomain(this.props.service, this.state.domain);
            this.state.domain = "";
        });
    }

    verify() {
        return this.attempt(() => this.services.verifyCustomDomain(this.props.service));
    }

    remove() {
        const { service } = this.props;
        this.dialog.add(ConfirmModal, {
            title: _t("Remove %s?", this.domain.name),
            points: [_t("The app stops answering at this domain."), _t("Its other address stays.")],
            confirmLabel: _t("Remove the domain"),
            icon: "delete",
            danger: true,
            confirm: () => this.services.removeCustomDomain(service),
        });
    }
}
