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
import { useWorkspace } from "../../core/workspace_hook";
import { ActivityTab } from "./activity_tab/activity_tab";
import { ConfigurationTab } from "./configuration_tab/configuration_tab";
import { LogsTab } from "./logs_tab/logs_tab";
import { MetricsTab } from "./metrics_tab/metrics_tab";
import { OverviewTab } from "./overview_tab/overview_tab";
import { ResourcesTab } from "./resources_tab/resources_tab";
import { RevisionsTab } from "./revisions_tab/revisions_tab";
import { useServiceActions } from "./service_actions";

const TABS = {
    overview: { Component: OverviewTab, label: () => _t("Overview") },
    configuration: { Component: ConfigurationTab, label: () => _t("Configuration") },
    resources: { Component: ResourcesTab, label: () => _t("Resources") },
    logs: { Component: LogsTab, label: () => _t("Logs") },
    metrics: { Component: MetricsTab, label: () => _t("Metrics") },
    revisions: { Component: RevisionsTab, label: () => _t("Revisions") },
    activity: { Component: ActivityTab, label: () => _t("Activity") },
};

export class ServicePage extends Component {
    static template = "woow_paas_platform.ServicePage";
    static components = { AppIcon, Async, Button, Icon, Menu, PageHeader, Skeleton, StatusBadge, Tabs };
    static props = { workspaceId: Number, serviceId: Number, tab: { type: String, optional: true } };

    setup() {
        this.here = useWorkspace();
        this.services = useState(useService("woow_services"));
        this.router = useService("woow_router");
        this.notification = useService("notification");
        this.load = useLoad(() => this.fetch());
        this.actions = useServiceActions(() => this.service, () => this.here.workspace);
        useLive(() => this.refresh(), {
            accepts: ({ model, id }) => model !== "service" || id === this.props.serviceId,
            isMoving: () => this.service && isMoving(this.service.state),
        });
    }

    async fetch() {
        const { workspaceId, serviceId } = this.props;
        await Promise.all([this.here.load(), this.services.load(workspaceId, serviceId)]);
    }

    /** A service that was being deleted and is no more: back to its workspace, with a word about it. */
    async refresh() {
        const { service } = this;
        if (service?.state === "deleting") {
            await this.watchItGo(service);
            return;
        }
        try {
            await this.services.load(this.props.workspaceId, this.props.serviceId);
        } catch (error) {
            if (error.status !== 404 || !service) {
                throw error;
            }
            this.leave(service);
        }
    }

    /** Asks the list, which has it or not: asking for what is gone would be an error. */
    async watchItGo(service) {
        if (!(await this.services.isThere(service))) {
            this.leave(service);
        }
    }

    leave(service) {
        this.notification.add(_t("%s is deleted.", service.name), { type: "success" });
        this.router.navigate(urls.workspace(this.props.workspaceId), { replace: true });
    }

    get service() {
        return this.services.byId[this.props.serviceId];
    }

    get tab() {
        return this.props.tab in TABS ? this.props.tab : "overview";
    }

    get tabComponent() {
        return TABS[this.tab].Component;
    }

    get tabs() {
        const { workspaceId, serviceId } = this.props;
        return Object.entries(TABS).map(([name, { label }]) => ({
            name,
            label: label(),
            href: urls.service(workspaceId, serviceId, name === "overview" ? "" : name),
        }));
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
