import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { CreateWorkspaceModal } from "../../components/create_workspace_modal/create_workspace_modal";
import { EmptyState } from "../../components/empty_state/empty_state";
import { ImportModal } from "../../components/import_modal/import_modal";
import { Icon } from "../../components/icon/icon";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { StatusBadge } from "../../components/status_badge/status_badge";
import { WorkspaceCard } from "../../components/workspace_card/workspace_card";
import { formatDate, formatNumber } from "../../core/format";
import { useHashState } from "../../core/hash_state";
import { useLoad, useQuiet } from "../../core/hooks";
import { roleLabel, roleOptions } from "../../core/labels";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";

const VIEW_KEY = "woow.workspaces.view";
const QUIET = 200;
const NO_FILTERS = { search: "", role: "", state: "active" };

export class WorkspacesPage extends Component {
    static template = "woow_paas_platform.WorkspacesPage";
    static components = { Async, Button, EmptyState, Icon, PageHeader, Skeleton, StatusBadge, WorkspaceCard };
    static props = {};

    setup() {
        this.workspaces = useState(useService("woow_workspaces"));
        this.dialog = useService("dialog");
        const view = browser.localStorage.getItem(VIEW_KEY) === "table" ? "table" : "cards";
        this.state = useState({ view, items: [], count: 0 });
        this.filters = useHashState({ ...NO_FILTERS, order: "name" }, () => this.load.run());
        this.load = useLoad(() => this.fetch());
        this.searchSoon = useQuiet(() => this.load.run(), QUIET);
        useLive(() => this.load.run());
        Object.assign(this, { urls, formatDate, formatNumber, roleLabel });
    }

    get roles() {
        return roleOptions();
    }

    get orders() {
        return [
            { value: "name", label: _t("Name") },
            { value: "created_date desc", label: _t("Newest first") },
            { value: "created_date", label: _t("Oldest first") },
        ];
    }

    get isFiltered() {
        return Object.keys(NO_FILTERS).some((name) => this.filters[name] !== NO_FILTERS[name]);
    }

    async fetch() {
        const { search, role, state, order } = this.filters;
        const asked = JSON.stringify([search, role, state, order]);
        this.asked = asked;
        const { items, count } = await this.workspaces.search({ search: search.trim(), role, state, order });
        if (this.asked === asked) {
            Object.assign(this.state, { items, count });
        }
    }

    choose(name, value) {
        this.filters[name] = value;
        this.load.run();
    }

    show(view) {
        this.state.view = view;
        browser.localStorage.setItem(VIEW_KEY, view);
    }

    clear() {
        Object.assign(this.filters, NO_FILTERS);
        this.load.run();
    }

    import() {
        this.dialog.add(ImportModal, {});
    }

    create() {
        this.dialog.add(CreateWorkspaceModal, {});
    }
}

pages.add("workspaces", { route: "#/workspaces", Component: WorkspacesPage, title: () => _t("Workspaces") });
