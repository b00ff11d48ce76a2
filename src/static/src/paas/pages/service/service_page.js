import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { AppIcon } from "../../components/app_icon/app_icon";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { Icon } from "../../components/icon/icon";
import { Menu } from "../../components/menu/menu";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { StatusBadge } from "../../components/status_badge/status_badge";
import { Tabs } from "../../components/tabs/tabs";
import { useLoad } from "../../core/hooks";
import { isMoving } from "../../core/labels";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";
import { ConfigurationTab } from "./configuration_tab/configuration_tab";
import { OverviewTab } from "./overview_tab/overview_tab";
import { RevisionsTab } from "./revisions_tab/revisions_tab";
import { useServiceActions } from "./service_actions";

const TABS = { overview: OverviewTab, configuration: ConfigurationTab, revisions: RevisionsTab };

export class ServicePage extends Component {
    static template = "woow_paas_platform.ServicePage";
    static components = { AppIcon, Async, Button, Icon, Menu, PageHeader, Skeleton, StatusBadge, Tabs };
    static props = { workspaceId: Number, serviceId: Number, tab: { type: String, optional: true } };

    setup() {
        this.workspaces = useState(useService("woow_workspaces"));
        this.services = useState(useService("woow_services"));
        this.router = useService("woow_router");
        this.notification = useService("notification");
        this.load = useLoad(() => this.fetch());
        this.actions = useServiceActions(() => this.service, () => this.workspace);
        useLive(() => this.refresh(), {
            accepts: ({ model, id }) => model !== "service" || id === this.props.serviceId,
            isMoving: () => this.service && isMoving(this.service.state),
        });
    }

    async fetch() {
        const { workspaceId, serviceId } = this.props;
        await Promise.all([this.workspaces.load(workspaceId), this.services.load(workspaceId, serviceId)]);
    }

    /** A service that was being deleted and is no more: back to its workspace, with a word about it. */
    async refresh() {
        const before = this.service;
        try {
            await this.services.load(this.props.workspaceId, this.props.serviceId);
        } catch (error) {
            if (error.status !== 404 || !before) {
                throw error;
            }
            this.leave(before);
            return;
        }
        if (this.service.state === "deleted") {
            this.leave(this.service);
        }
    }

    leave(service) {
        this.notification.add(_t("%s is deleted.", service.name), { type: "success" });
        this.router.navigate(urls.workspace(this.props.workspaceId), { replace: true });
    }

    get service() {
        return this.services.byId[this.props.serviceId];
    }

    get workspace() {
        return this.workspaces.byId[this.props.workspaceId];
    }

    get tab() {
        return this.props.tab in TABS ? this.props.tab : "overview";
    }

    get tabComponent() {
        return TABS[this.tab];
    }

    get tabs() {
        const { workspaceId, serviceId } = this.props;
        const labels = { overview: _t("Overview"), configuration: _t("Configuration"), revisions: _t("Revisions") };
        return Object.keys(TABS).map((name) => ({
            name,
            label: labels[name],
            href: urls.service(workspaceId, serviceId, name === "overview" ? "" : name),
        }));
    }

    get trail() {
        return [
            { label: _t("Workspaces"), href: urls.workspaces() },
            { label: this.workspace.name, href: urls.workspace(this.workspace.id) },
        ];
    }

    get canOpen() {
        return this.service.url && this.service.state === "running";
    }
}

pages.add("service", {
    route: [
        "#/workspaces/{int:workspaceId}/services/{int:serviceId}",
        "#/workspaces/{int:workspaceId}/services/{int:serviceId}/{tab}",
        "#/workspace/{int:workspaceId}/services/{int:serviceId}",
        "#/workspace/{int:workspaceId}/services/{int:serviceId}/{tab}",
    ],
    Component: ServicePage,
    title: () => _t("Service"),
    nav: "workspace",
});
