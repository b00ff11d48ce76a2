import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { LinkModal } from "../../../components/link_modal/link_modal";
import { Menu } from "../../../components/menu/menu";
import { RoleMenu } from "../../../components/role_menu/role_menu";
import { StatusBadge } from "../../../components/status_badge/status_badge";
import { formatDate, formatNumber, formatRelative } from "../../../core/format";
import { roleLabel } from "../../../core/labels";

/** Who was invited and has not answered yet. */
export class InvitationList extends Component {
    static template = "woow_paas_platform.InvitationList";
    static components = { Icon, Menu, RoleMenu, StatusBadge };
    static props = { invitations: { type: Array, element: Object }, archivedReason: String };

    setup() {
        this.team = useService("woow_team");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.formatNumber = formatNumber;
    }

    stateOf({ state, mail }) {
        return state === "expired" ? "expired" : mail === "failed" ? "unsent" : "invited";
    }

    lineOf({ invited_by: by, invited_date: date, expires_date: until, state }) {
        const words = { by, when: formatRelative(date), until: formatDate(until) };
        return state === "expired"
            ? _t("Invited by %(by)s, expired on %(until)s", words)
            : _t("Invited by %(by)s %(when)s, open until %(until)s", words);
    }

    menuOf(invitation) {
        return [
            {
                name: "resend",
                label: _t("Send again"),
                icon: "mail",
                reason: this.props.archivedReason,
                onClick: () => this.resend(invitation),
            },
            { name: "cancel", label: _t("Cancel the invitation"), icon: "close", danger: true, onClick: () => this.cancel(invitation) },
        ];
    }

    async changeRole(invitation, role) {
        await this.team.changeInvitation(invitation, role);
        const words = { email: invitation.email, role: roleLabel(role) };
        this.notification.add(_t("%(email)s is invited as %(role)s now.", words), { type: "success" });
    }

    async resend(invitation) {
        const link = await this.team.resend(invitation);
        if (link) {
            this.dialog.add(LinkModal, { email: invitation.email, link });
        } else {
            this.notification.add(_t("A new link is on its way to %s; the old one no longer works.", invitation.email), { type: "success" });
        }
    }

    cancel(invitation) {
        this.dialog.add(ConfirmModal, {
            title: _t("Cancel the invitation?"),
            points: [_t("The link that %s got no longer works.", invitation.email), _t("You can invite the address again at any time.")],
            confirmLabel: _t("Cancel the invitation"),
            cancelLabel: _t("Keep it"),
            danger: true,
            confirm: async () => {
                await this.team.cancelInvitation(invitation);
                this.notification.add(_t("%s is no longer invited.", invitation.email), { type: "success" });
            },
        });
    }
}
