import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ActivityList } from "../../components/activity_list/activity_list";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { EmptyState } from "../../components/empty_state/empty_state";
import { Icon } from "../../components/icon/icon";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { WorkspaceTabs } from "../../components/workspace_tabs/workspace_tabs";
import { activityKinds } from "../../core/activity";
import { formatDate, formatNumber } from "../../core/format";
import { useHashState } from "../../core/hash_state";
import { useBusy, useLoad, useQuiet } from "../../core/hooks";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { useWorkspace } from "../../core/workspace_hook";
import { byDay, mergeRows, timeBounds } from "../../services/activity_store";

const QUIET = 300;
const NO_FILTERS = { search: "", actor: "", kind: "", time: "", from: "", to: "" };

export class ActivityPage extends Component {
    static template = "woow_paas_platform.ActivityPage";
    static components = { ActivityList, Async, Button, EmptyState, Icon, PageHeader, Skeleton, WorkspaceTabs };
    static props = { workspaceId: Number };

    setup() {
        this.here = useWorkspace();
        this.team = useState(useService("woow_team"));
        this.activity = useService("woow_activity");
        this.state = useState({ items: [], count: 0 });
        this.chosen = useHashState(NO_FILTERS, () => this.refilter());
        this.more = useBusy();
        this.saving = useBusy();
        this.load = useLoad(() => this.fetch());
        this.filterSoon = useQuiet(() => this.refilter(), QUIET);
        useLive(() => this.refresh(), { accepts: ({ workspace_id: id }) => id === this.props.workspaceId });
        this.formatNumber = formatNumber;
    }

    async fetch() {
        const { workspaceId } = this.props;
        await Promise.all([this.here.load(), this.team.loadMembers(workspaceId), this.refilter()]);
    }

    get filters() {
        const { search, actor, kind } = this.chosen;
        return { search: search.trim(), actor: actor.trim(), kind, ...timeBounds(this.chosen) };
    }

    /** Shows the first page of what fits the filters; a late answer to earlier ones is dropped. */
    async refilter() {
        const asked = (this.asked = {});
        const { items, count } = await this.activity.page(this.props.workspaceId, this.filters);
        if (this.asked === asked) {
            Object.assign(this.state, { items, count });
        }
    }

    async refresh() {
        const asked = this.asked;
        const { items, count } = await this.activity.page(this.props.workspaceId, this.filters);
        if (this.asked === asked) {
            Object.assign(this.state, { items: mergeRows(this.state.items, items), count });
        }
    }

    async showMore() {
        await this.more.run(async () => {
            const asked = this.asked;
            const { items, count } = await this.activity.page(this.props.workspaceId, this.filters, this.state.items.length);
            if (this.asked === asked) {
                Object.assign(this.state, { items: mergeRows(this.state.items, items), count });
            }
        });
    }

    get people() {
        return (this.team.members[this.props.workspaceId] || []).map(({ name }) => name);
    }

    get kinds() {
        return activityKinds();
    }

    get times() {
        return [
            { value: "", label: _t("Any time") },
            { value: "1", label: _t("Last 24 hours") },
            { value: "7", label: _t("Last 7 days") },
            { value: "30", label: _t("Last 30 days") },
            { value: "dates", label: _t("From … to …") },
        ];
    }

    get days() {
        return byDay(this.state.items, formatDate);
    }

    get isFiltered() {
        return Object.keys(NO_FILTERS).some((name) => this.chosen[name]);
    }

    get exportReason() {
        return this.here.whyNot("activity.export");
    }

    choose(name, value) {
        this.chosen[name] = value;
        return this.refilter();
    }

    clear() {
        Object.assign(this.chosen, NO_FILTERS);
        return this.refilter();
    }

    save() {
        return this.saving.run(() => this.activity.download(this.props.workspaceId, this.filters));
    }
}

pages.add("activity", { route: ["#/workspace/{int:workspaceId}/activity", "#/workspaces/{int:workspaceId}/activity"], Component: ActivityPage, title: () => _t("Activity"), nav: "workspace" });
