import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { formatRelative } from "../../../core/format";
import { useBusy } from "../../../core/hooks";

/** The open offer of ownership: for the one who is asked, and for everybody else. */
export class TransferBanner extends Component {
    static template = "woow_paas_platform.TransferBanner";
    static components = { Button, Icon };
    static props = { offer: Object, workspace: Object };

    setup() {
        this.team = useService("woow_team");
        this.workspaces = useService("woow_workspaces");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.work = useBusy();
    }

    get sentence() {
        const { offered_by: by, offered_to: to, can_answer: mine, offered_date: date } = this.props.offer;
        const words = { by: by.name, to: to.name, workspace: this.props.workspace.name, when: formatRelative(date) };
        return mine
            ? _t("%(by)s asks you to become the owner of %(workspace)s.", words)
            : _t("%(by)s asked %(to)s to become the owner (%(when)s). Nothing changes until %(to)s accepts.", words);
    }

    accept() {
        const { name } = this.props.workspace;
        this.dialog.add(ConfirmModal, {
            title: _t("Become the owner of %s?", name),
            points: [
                _t("You decide who gets in, and may archive the workspace or hand it over."),
                _t("The owner of today stays a member, as an admin."),
                _t("You can't leave the workspace while you own it."),
            ],
            confirmLabel: _t("Accept"),
            icon: "check",
            confirm: async () => {
                await this.answer("accept");
                this.notification.add(_t("You own %s now.", name), { type: "success" });
            },
        });
    }

    async decline() {
        await this.work.run(() => this.answer("decline"));
        this.notification.add(_t("Declined. The owner is told by mail."), { type: "success" });
    }

    async answer(word) {
        const { id } = this.props.workspace;
        await this.team.answer(id, word);
        await Promise.all([this.workspaces.load(id), this.team.loadMembers(id)]);
    }

    async withdraw() {
        const { name } = this.props.offer.offered_to;
        await this.work.run(() => this.team.withdraw(this.props.workspace.id));
        this.notification.add(_t("Withdrawn. %s is told by mail.", name), { type: "success" });
    }
}
