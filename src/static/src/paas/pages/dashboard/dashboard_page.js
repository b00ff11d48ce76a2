import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ActivityList } from "../../components/activity_list/activity_list";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { CreateWorkspaceModal } from "../../components/create_workspace_modal/create_workspace_modal";
import { EmptyState } from "../../components/empty_state/empty_state";
import { FirstSteps } from "../../components/first_steps/first_steps";
import { Icon } from "../../components/icon/icon";
import { PageHeader } from "../../components/page_header/page_header";
import { ServiceRow } from "../../components/service_row/service_row";
import { Skeleton } from "../../components/skeleton/skeleton";
import { StatCard } from "../../components/stat_card/stat_card";
import { formatMoney, formatNumber } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { isMoving } from "../../core/labels";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";

const GREETINGS = [
    [5, () => _t("Good evening, %s")],
    [12, () => _t("Good morning, %s")],
    [18, () => _t("Good afternoon, %s")],
    [24, () => _t("Good evening, %s")],
];

export class DashboardPage extends Component {
    static template = "woow_paas_platform.DashboardPage";
    static components = { ActivityList, Async, Button, EmptyState, FirstSteps, Icon, PageHeader, ServiceRow, Skeleton, StatCard };
    static props = {};

    setup() {
        this.dashboard = useState(useService("woow_dashboard"));
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.dialog = useService("dialog");
        this.load = useLoad(() => this.dashboard.load());
        useLive(() => this.load.run(), { isMoving: () => this.data?.recent.some((service) => isMoving(service.state)) });
        this.urls = urls;
    }

    get data() {
        return this.dashboard.data;
    }

    get greeting() {
        const hour = new Date().getHours();
        const [, sentence] = GREETINGS.find(([until]) => hour < until);
        return sentence().replace("%s", this.session.me.name);
    }

    get isNew() {
        return !this.data.stats.services;
    }

    get workspace() {
        return this.workspaces.mine[0];
    }

    get stats() {
        const { workspaces, services, by_state: states, attention, monthly_cost: cost } = this.data.stats;
        const running = states.running || 0;
        return [
            { label: _t("Workspaces"), value: formatNumber(workspaces), icon: "workspaces", note: "" },
            {
                label: _t("Services"),
                value: formatNumber(services),
                icon: "deployed_code",
                tone: "running",
                note: this.stateNote(running, states),
            },
            {
                label: _t("Need attention"),
                value: formatNumber(attention),
                icon: attention ? "warning" : "check_circle",
                tone: attention ? "error" : "running",
                note: attention ? _t("See below what to do") : _t("All is well"),
            },
            {
                label: _t("Estimated cost a month"),
                value: formatMoney(cost.amount, cost.currency),
                icon: "payments",
                note: _t("At the prices of the marketplace"),
            },
        ];
    }

    stateNote(running, states) {
        const moving = Object.entries(states).reduce((sum, [state, count]) => sum + (isMoving(state) ? count : 0), 0);
        const parts = [_t("%s running", formatNumber(running))];
        if (moving) {
            parts.push(_t("%s under way", formatNumber(moving)));
        }
        if (states.stopped) {
            parts.push(_t("%s stopped", formatNumber(states.stopped)));
        }
        return parts.join(" · ");
    }

    createWorkspace() {
        this.dialog.add(CreateWorkspaceModal, {});
    }
}

pages.add("dashboard", { route: "#/dashboard", Component: DashboardPage, title: () => _t("Dashboard") });
