import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { ConfirmModal } from "../../components/confirm_modal/confirm_modal";
import { Menu } from "../../components/menu/menu";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { WorkspaceTabs } from "../../components/workspace_tabs/workspace_tabs";
import { useLoad } from "../../core/hooks";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";
import { useWorkspace } from "../../core/workspace_hook";
import { InvitationList } from "./invitation_list/invitation_list";
import { InviteModal } from "./invite_modal/invite_modal";
import { MemberList } from "./member_list/member_list";
import { TransferBanner } from "./transfer_banner/transfer_banner";
import { TransferModal } from "./transfer_modal/transfer_modal";

export class TeamPage extends Component {
    static template = "woow_paas_platform.TeamPage";
    static components = { Async, Button, InvitationList, MemberList, Menu, PageHeader, Skeleton, TransferBanner, WorkspaceTabs };
    static props = { workspaceId: Number };

    setup() {
        this.here = useWorkspace();
        this.session = useService("woow_session");
        this.team = useState(useService("woow_team"));
        this.router = useService("woow_router");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.load = useLoad(() => this.fetch());
        useLive(() => this.load.run(), { accepts: ({ workspace_id: id }) => id === this.props.workspaceId });
    }

    async fetch() {
        const { workspaceId } = this.props;
        await Promise.all([
            this.here.load(),
            this.team.loadMembers(workspaceId),
            this.team.loadOffer(workspaceId),
        ]);
        if (!this.here.whyNot("member.invite")) {
            await this.team.loadInvitations(workspaceId);
        }
    }

    get members() {
        return this.team.members[this.props.workspaceId] || [];
    }

    get invitations() {
        return this.inviteReason ? [] : this.team.invitations[this.props.workspaceId] || [];
    }

    get offer() {
        return this.team.offers[this.props.workspaceId];
    }

    get archivedReason() {
        return this.here.workspace.state === "archived" ? _t("This workspace is archived. Restore it first.") : "";
    }

    get inviteReason() {
        return this.here.whyNot("member.invite");
    }

    get offerReason() {
        const reason = this.here.whyNot("workspace.transfer") || this.archivedReason;
        if (reason) {
            return reason;
        }
        if (this.offer) {
            return _t("Somebody has been asked already. Withdraw that offer first.");
        }
        return this.members.length < 2 ? _t("Invite somebody first: only a member can become the owner.") : "";
    }

    get leaveReason() {
        return this.here.workspace.role === "owner"
            ? _t("The owner can't leave. Hand the workspace over first.")
            : this.here.whyNot("workspace.leave");
    }

    get menuItems() {
        const items = [
            { name: "transfer", label: _t("Hand the workspace over"), icon: "swap_horiz", reason: this.offerReason, onClick: () => this.transfer() },
        ];
        if (this.here.workspace.role) {
            items.push({ name: "leave", label: _t("Leave the workspace"), icon: "logout", danger: true, reason: this.leaveReason, onClick: () => this.leave() });
        }
        return items;
    }

    invite() {
        this.dialog.add(InviteModal, { workspaceId: this.props.workspaceId });
    }

    transfer(member) {
        this.dialog.add(TransferModal, { workspace: this.here.workspace, members: this.members, member });
    }

    leave() {
        const { id, name } = this.here.workspace;
        const sent = this.team.invitedBy(id, this.session.me.id);
        this.dialog.add(ConfirmModal, {
            title: _t("Leave %s?", name),
            points: [
                _t("You no longer see this workspace and its services."),
                _t("What you launched stays and goes on running."),
                _t("To come back, somebody has to invite you again."),
                ...(sent.length ? [_t("Invitations that you sent end, too: %s", sent.join(", "))] : []),
            ],
            confirmLabel: _t("Leave"),
            icon: "logout",
            danger: true,
            confirm: async () => {
                await this.team.leave(id);
                this.router.navigate(urls.workspaces());
                this.notification.add(_t("You left %s.", name), { type: "success" });
                await this.here.store.loadMine();
            },
        });
    }
}

pages.add("team", { route: ["#/workspace/{int:workspaceId}/team", "#/workspaces/{int:workspaceId}/team"], Component: TeamPage, title: () => _t("Team"), nav: "workspace" });
