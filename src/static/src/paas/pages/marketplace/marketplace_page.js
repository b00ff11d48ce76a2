import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { EmptyState } from "../../components/empty_state/empty_state";
import { Icon } from "../../components/icon/icon";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { TemplateCard } from "../../components/template_card/template_card";
import { TemplateDrawer } from "../../components/template_drawer/template_drawer";
import { formatNumber } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { pages } from "../../core/router";
import { urls } from "../../core/urls";

/** Everything that is searched of a template, in small letters. */
function textOf({ name, slug, description, tags = [], category }) {
    return [name, slug, description, category?.name, ...tags.map((tag) => tag.name || tag)].join(" ").toLowerCase();
}

export class MarketplacePage extends Component {
    static template = "woow_paas_platform.MarketplacePage";
    static components = { Async, Button, EmptyState, Icon, PageHeader, Skeleton, TemplateCard };
    static props = { workspaceId: Number };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.templates = useState(useService("woow_templates"));
        this.dialog = useService("dialog");
        this.state = useState({ search: "", category: null });
        this.load = useLoad(() => Promise.all([this.workspaces.load(this.props.workspaceId), this.templates.loadAll()]));
        this.formatNumber = formatNumber;
    }

    get workspace() {
        return this.workspaces.byId[this.props.workspaceId];
    }

    get trail() {
        return [
            { label: _t("Workspaces"), href: urls.workspaces() },
            { label: this.workspace.name, href: urls.workspace(this.workspace.id) },
        ];
    }

    get categories() {
        const used = new Set(this.templates.all.map((template) => template.category?.id));
        return this.templates.categories.filter((category) => used.has(category.id));
    }

    get found() {
        const words = this.state.search.toLowerCase().split(/\s+/).filter(Boolean);
        return this.templates.all.filter((template) => {
            const text = textOf(template);
            const inCategory = !this.state.category || template.category?.id === this.state.category;
            return inCategory && words.every((word) => text.includes(word));
        });
    }

    get launchReason() {
        return this.session.whyNot(this.workspace, "service.launch");
    }

    clear() {
        Object.assign(this.state, { search: "", category: null });
    }

    open(template) {
        this.dialog.add(TemplateDrawer, { template, workspaceId: this.props.workspaceId, reason: this.launchReason });
    }
}

pages.add("marketplace", {
    route: ["#/workspaces/{int:workspaceId}/services/marketplace", "#/workspace/{int:workspaceId}/services/marketplace"],
    Component: MarketplacePage,
    title: () => _t("Marketplace"),
});
