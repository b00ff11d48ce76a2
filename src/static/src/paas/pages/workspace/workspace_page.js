import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../components/async/async";
import { Avatar } from "../../components/avatar/avatar";
import { Button } from "../../components/button/button";
import { ConfirmModal } from "../../components/confirm_modal/confirm_modal";
import { CreateWorkspaceModal } from "../../components/create_workspace_modal/create_workspace_modal";
import { EmptyState } from "../../components/empty_state/empty_state";
import { Icon } from "../../components/icon/icon";
import { Menu } from "../../components/menu/menu";
import { PageHeader } from "../../components/page_header/page_header";
import { ServiceRow } from "../../components/service_row/service_row";
import { Skeleton } from "../../components/skeleton/skeleton";
import { StatCard } from "../../components/stat_card/stat_card";
import { StatusBadge } from "../../components/status_badge/status_badge";
import { formatMoney, formatNumber } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { isMoving, roleLabel } from "../../core/labels";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";

export class WorkspacePage extends Component {
    static template = "woow_paas_platform.WorkspacePage";
    static components = { Async, Avatar, Button, EmptyState, Icon, Menu, PageHeader, ServiceRow, Skeleton, StatCard, StatusBadge };
    static props = { workspaceId: Number };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.services = useState(useService("woow_services"));
        this.router = useService("woow_router");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.load = useLoad(() => this.fetch());
        useLive(() => this.load.run(), {
            accepts: ({ workspace_id: id }) => !id || id === this.props.workspaceId,
            isMoving: () => this.list.some((service) => isMoving(service.state)),
        });
        this.roleLabel = roleLabel;
    }

    async fetch() {
        const { workspaceId } = this.props;
        await Promise.all([
            this.workspaces.load(workspaceId),
            this.services.loadOf(workspaceId),
            this.workspaces.loadMembers(workspaceId),
        ]);
    }

    get workspace() {
        return this.workspaces.byId[this.props.workspaceId];
    }

    get list() {
        return this.services.of(this.props.workspaceId);
    }

    get members() {
        return this.workspaces.members[this.props.workspaceId] || [];
    }

    get trail() {
        return [{ label: _t("Workspaces"), href: urls.workspaces() }];
    }

    get isArchived() {
        return this.workspace.state === "archived";
    }

    get launchReason() {
        return this.session.whyNot(this.workspace, "service.launch");
    }

    get stats() {
        const running = this.list.filter((service) => service.state === "running").length;
        const failing = this.list.filter((service) => service.state === "error").length;
        const cost = this.list.reduce((sum, service) => sum + (service.template?.monthly_price || 0), 0);
        return [
            {
                label: _t("Estimated cost a month"),
                value: formatMoney(cost, this.session.currency),
                icon: "payments",
                note: _t("Sum of the apps' prices"),
            },
            {
                label: _t("Apps"),
                value: formatNumber(this.list.length),
                icon: "deployed_code",
                note: _t("%s running", formatNumber(running)),
            },
            {
                label: _t("Health"),
                value: failing ? _t("Trouble") : _t("Good"),
                icon: failing ? "warning" : "check_circle",
                tone: failing ? "error" : "running",
                note: failing ? _t("%s with an error", formatNumber(failing)) : _t("No errors"),
            },
        ];
    }

    get menuItems() {
        const items = [
            {
                name: "edit",
                label: _t("Edit name and description"),
                icon: "edit",
                reason: this.session.whyNot(this.workspace, "workspace.settings"),
                onClick: () => this.dialog.add(CreateWorkspaceModal, { workspace: this.workspace }),
            },
        ];
        const reason = this.session.whyNot(this.workspace, "workspace.archive");
        items.push(
            this.isArchived
                ? { name: "restore", label: _t("Restore"), icon: "unarchive", reason, onClick: () => this.restore() }
                : { name: "archive", label: _t("Archive"), icon: "archive", reason, onClick: () => this.archive() }
        );
        return items;
    }

    launch() {
        this.router.navigate(urls.marketplace(this.props.workspaceId));
    }

    archive() {
        this.dialog.add(ConfirmModal, {
            title: _t("Archive %s?", this.workspace.name),
            points: [
                _t("It leaves everybody's lists and nothing new can be launched in it."),
                _t("Services that run keep running; stop or delete them first if they shall not."),
                _t("You can restore it at any time: choose Archived in the list of workspaces."),
            ],
            confirmLabel: _t("Archive"),
            icon: "archive",
            confirm: async () => {
                await this.workspaces.archive(this.props.workspaceId);
                this.notification.add(_t("%s is archived.", this.workspace.name), { type: "success" });
            },
        });
    }

    async restore() {
        await this.workspaces.restore(this.props.workspaceId);
        this.notification.add(_t("%s is back.", this.workspace.name), { type: "success" });
    }
}

pages.add("workspace", {
    route: ["#/workspace/{int:workspaceId}", "#/workspaces/{int:workspaceId}"],
    Component: WorkspacePage,
    title: () => _t("Workspace"),
});
