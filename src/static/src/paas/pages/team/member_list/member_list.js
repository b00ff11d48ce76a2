import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Avatar } from "../../../components/avatar/avatar";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { Menu } from "../../../components/menu/menu";
import { RoleMenu } from "../../../components/role_menu/role_menu";
import { formatDate, formatNumber } from "../../../core/format";
import { givenRoles, roleLabel } from "../../../core/labels";
import { memberReason } from "../../../services/team_store";
import { BatchModal } from "../batch_modal/batch_modal";

const MANY = 8;

/** The members, one by one or several at once. */
export class MemberList extends Component {
    static template = "woow_paas_platform.MemberList";
    static components = { Avatar, Button, Icon, Menu, RoleMenu };
    static props = { workspace: Object, members: { type: Array, element: Object }, offerReason: String, offer: Function };

    setup() {
        this.session = useState(useService("woow_session"));
        this.team = useService("woow_team");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ search: "", selecting: false, chosen: {} });
        Object.assign(this, { formatNumber, roleLabel });
    }

    get isSearchable() {
        return this.props.members.length > MANY || Boolean(this.state.search);
    }

    get shown() {
        const words = this.state.search.toLowerCase().split(/\s+/).filter(Boolean);
        return this.props.members.filter(({ name, email }) => words.every((word) => `${name} ${email}`.toLowerCase().includes(word)));
    }

    get selectReason() {
        return this.session.whyNot(this.props.workspace, "member.manage");
    }

    get chosen() {
        return this.props.members.filter((member) => this.state.chosen[member.id] && !this.reason(member));
    }

    get summary() {
        return _t("%s selected", formatNumber(this.chosen.length));
    }

    get noneReason() {
        return this.chosen.length ? "" : _t("Select members first.");
    }

    get batchRoles() {
        return givenRoles().map(({ value, label }) => ({
            name: `batch-${value}`,
            label,
            onClick: () => this.batch("update_role", value),
        }));
    }

    reason(member) {
        return memberReason(this.session, this.props.workspace, member);
    }

    isMe(member) {
        return member.user_id === this.session.me.id;
    }

    lineOf({ invited_by: by, invited_date: date }) {
        if (!date) {
            return "";
        }
        const words = { by, date: formatDate(date) };
        return by ? _t("Member since %(date)s, invited by %(by)s", words) : _t("Member since %(date)s", words);
    }

    menuOf(member) {
        return [
            {
                name: "offer",
                label: _t("Hand the workspace over"),
                icon: "swap_horiz",
                reason: this.props.offerReason,
                onClick: () => this.props.offer(member),
            },
            {
                name: "remove",
                label: _t("Remove"),
                icon: "person_remove",
                danger: true,
                reason: this.reason(member),
                onClick: () => this.remove(member),
            },
        ];
    }

    async changeRole(member, role) {
        const ended = await this.team.changeRole(this.props.workspace.id, member, role);
        this.say(_t("%(name)s has the role %(role)s now.", { name: member.name, role: roleLabel(role) }), ended);
    }

    say(sentence, ended) {
        const more = ended.length ? _t("Invitations that ended with it: %s", ended.join(", ")) : "";
        this.notification.add([sentence, more].filter(Boolean).join(" "), { type: "success" });
    }

    remove(member) {
        const { id } = this.props.workspace;
        const sent = this.team.invitedBy(id, member.user_id);
        this.dialog.add(ConfirmModal, {
            title: _t("Remove %s?", member.name),
            points: [
                _t("This person no longer sees the workspace and its services, at once."),
                _t("What this person launched stays and goes on running."),
                ...(sent.length ? [_t("Invitations that this person sent end, too: %s", sent.join(", "))] : []),
            ],
            confirmLabel: _t("Remove"),
            icon: "person_remove",
            danger: true,
            confirm: async () => {
                const ended = await this.team.remove(id, member);
                this.say(_t("%s is no member any more.", member.name), ended);
            },
        });
    }

    startSelecting() {
        Object.assign(this.state, { selecting: true, chosen: {} });
    }

    stopSelecting() {
        Object.assign(this.state, { selecting: false, chosen: {} });
    }

    batch(operation, role = "") {
        this.dialog.add(BatchModal, {
            workspaceId: this.props.workspace.id,
            members: this.chosen,
            operation,
            role,
            done: () => this.stopSelecting(),
        });
    }
}
