import { Component, useRef, useState } from "@odoo/owl";
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
import { useHashState } from "../../core/hash_state";
import { useLoad } from "../../core/hooks";
import { pages } from "../../core/router";
import { useWorkspace } from "../../core/workspace_hook";
import { commonTags, findTemplates, ORDERS } from "./shelf";

const NOTHING = { search: "", category: "", tag: "" };
const TAGS_SHOWN = 10;
const RECENT_SHOWN = 4;

export class MarketplacePage extends Component {
    static template = "woow_paas_platform.MarketplacePage";
    static components = { Async, Button, EmptyState, Icon, PageHeader, Skeleton, TemplateCard };
    static props = { workspaceId: Number };

    setup() {
        this.here = useWorkspace();
        this.templates = useState(useService("woow_templates"));
        this.dialog = useService("dialog");
        this.shelf = useRef("shelf");
        this.state = useHashState({ ...NOTHING, order: "name" });
        this.load = useLoad(() => Promise.all([this.here.load(), this.templates.loadAll()]));
        this.formatNumber = formatNumber;
    }

    get categories() {
        const used = new Set(this.templates.all.map((template) => template.category?.id));
        const shown = this.templates.categories.filter((category) => used.has(category.id));
        return shown.map(({ id, name }) => ({ id: String(id), name }));
    }

    get tags() {
        return commonTags(this.templates.all, TAGS_SHOWN);
    }

    get orders() {
        return [
            { value: "name", label: this.state.search.trim() ? _t("Best match") : _t("By name") },
            { value: "price", label: _t("By price") },
            { value: "size", label: _t("By size") },
        ];
    }

    get found() {
        const order = ORDERS[this.state.order] || ORDERS.name;
        return findTemplates(this.templates.all, this.state).sort((one, other) => order(one, other, this.state.search));
    }

    get isFiltered() {
        return Boolean(this.state.search.trim() || this.state.category || this.state.tag);
    }

    /** What this person launched lately, while nothing is searched for. */
    get recent() {
        return this.isFiltered ? [] : this.templates.recent.slice(0, RECENT_SHOWN);
    }

    get launchReason() {
        return this.here.whyNot("service.launch");
    }

    /** From what is searched to the first that was found. */
    onSearchKeydown(ev) {
        if (["Enter", "ArrowDown"].includes(ev.key) && !ev.isComposing) {
            ev.preventDefault();
            this.shelf.el?.querySelector("button").focus();
        }
    }

    clear() {
        Object.assign(this.state, NOTHING);
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
