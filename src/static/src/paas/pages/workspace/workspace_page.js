import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../components/async/async";
import { Avatar } from "../../components/avatar/avatar";
import { Button } from "../../components/button/button";
import { CreateWorkspaceModal } from "../../components/create_workspace_modal/create_workspace_modal";
import { EmptyState } from "../../components/empty_state/empty_state";
import { Icon } from "../../components/icon/icon";
import { KeptServices } from "../../components/kept_services/kept_services";
import { Menu } from "../../components/menu/menu";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { StatCard } from "../../components/stat_card/stat_card";
import { StatusBadge } from "../../components/status_badge/status_badge";
import { useWorkspaceActions } from "../../components/workspace_actions/workspace_actions";
import { WorkspaceTabs } from "../../components/workspace_tabs/workspace_tabs";
import { formatMoney, formatNumber } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { isMoving, roleLabel } from "../../core/labels";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";
import { useWorkspace } from "../../core/workspace_hook";
import { AlertList } from "./alert_list/alert_list";
import { ServiceList } from "./service_list/service_list";

const MEMBERS_SHOWN = 6;

export class WorkspacePage extends Component {
    static template = "woow_paas_platform.WorkspacePage";
    static components = { AlertList, Async, Avatar, Button, EmptyState, Icon, KeptServices, Menu, PageHeader, ServiceList, Skeleton, StatCard, StatusBadge, WorkspaceTabs };
    static props = { workspaceId: Number };

    setup() {
        this.here = useWorkspace();
        this.services = useState(useService("woow_services"));
        this.router = useService("woow_router");
        this.dialog = useService("dialog");
        this.team = useState(useService("woow_team"));
        this.actions = useWorkspaceActions(() => this.here.workspace);
        this.load = useLoad(() => this.fetch());
        useLive(() => this.load.run(), {
            accepts: ({ workspace_id: id }) => !id || id === this.props.workspaceId,
            isMoving: () => this.list.some((service) => isMoving(service.state)),
        });
        Object.assign(this, { formatNumber, roleLabel, urls });
    }

    async fetch() {
        const { workspaceId } = this.props;
        await Promise.all([
            this.here.load(),
            this.services.loadOf(workspaceId),
            this.services.loadKept(workspaceId),
            this.team.loadMembers(workspaceId),
        ]);
    }

    get list() {
        return this.services.of(this.props.workspaceId);
    }

    get kept() {
        return this.services.kept[this.props.workspaceId] || [];
    }

    get members() {
        return (this.team.members[this.props.workspaceId] || []).slice(0, MEMBERS_SHOWN);
    }

    get trail() {
        return this.here.trail.slice(0, 1);
    }

    get isArchived() {
        return this.here.workspace.state !== "active";
    }

    get launchReason() {
        return this.here.whyNot("service.launch");
    }

    get alerts() {
        return this.here.workspace.stats.alerts;
    }

    get stats() {
        const { monthly_cost: cost, apps, health } = this.here.workspace.stats;
        return [
            {
                label: _t("Estimated cost a month"),
                value: formatMoney(cost.amount, cost.currency),
                icon: "payments",
                note: _t("Sum of the apps' prices"),
            },
            { label: _t("Apps"), value: formatNumber(apps), icon: "deployed_code", note: this.healthNote(health) },
            {
                label: _t("Health"),
                value: health.error ? _t("Trouble") : _t("Good"),
                icon: health.error ? "warning" : "check_circle",
                tone: health.error ? "error" : "running",
                note: health.error ? _t("%s with an error", formatNumber(health.error)) : _t("No errors"),
            },
            {
                label: _t("Alerts"),
                value: formatNumber(this.alerts.length),
                icon: this.alerts.length ? "warning" : "check_circle",
                tone: this.alerts.length ? "warning" : "running",
                note: this.alerts.length ? _t("See below what to do") : _t("All is well"),
            },
        ];
    }

    healthNote({ running, working, stopped }) {
        const parts = [_t("%s running", formatNumber(running))];
        if (working) {
            parts.push(_t("%s under way", formatNumber(working)));
        }
        if (stopped) {
            parts.push(_t("%s stopped", formatNumber(stopped)));
        }
        return parts.join(" · ");
    }

    get menuItems() {
        const items = [
            {
                name: "edit",
                label: _t("Edit name and description"),
                icon: "edit",
                reason: this.here.whyNot("workspace.settings"),
                onClick: () => this.dialog.add(CreateWorkspaceModal, { workspace: this.here.workspace }),
            },
        ];
        const reason = this.here.whyNot("workspace.archive");
        if (this.here.workspace.state === "archived") {
            items.push({ name: "restore", label: _t("Restore"), icon: "unarchive", reason, onClick: () => this.actions.restore() });
        } else if (this.here.workspace.state === "active") {
            items.push({ name: "archive", label: _t("Archive"), icon: "archive", reason, onClick: () => this.actions.archive() });
        }
        return items;
    }

    launch() {
        this.router.navigate(urls.marketplace(this.props.workspaceId));
    }
}

pages.add("workspace", {
    route: ["#/workspace/{int:workspaceId}", "#/workspaces/{int:workspaceId}"],
    Component: WorkspacePage,
    title: () => _t("Workspace"),
});
