import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { AppIcon } from "../../components/app_icon/app_icon";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { Icon } from "../../components/icon/icon";
import { NeighbourPicker } from "../../components/neighbour_picker/neighbour_picker";
import { PageHeader } from "../../components/page_header/page_header";
import { ReviewModal } from "../../components/review_modal/review_modal";
import { Skeleton } from "../../components/skeleton/skeleton";
import { SpecField } from "../../components/spec_field/spec_field";
import { SubdomainField } from "../../components/subdomain_field/subdomain_field";
import { OnceKey } from "../../core/api";
import { formatPrice } from "../../core/format";
import { focusFirstError, useLoad } from "../../core/hooks";
import { pages } from "../../core/router";
import { needsOf } from "../../core/templates";
import { useUnsaved } from "../../core/unsaved";
import { urls } from "../../core/urls";
import { useWorkspace } from "../../core/workspace_hook";
import { neighboursFor } from "../../services/references";
import { fieldErrors, shownValues } from "../../services/specs";
import { LaunchForm, toSubdomain } from "./launch_form";

const TRIES = 5;

export class ConfigurePage extends Component {
    static template = "woow_paas_platform.ConfigurePage";
    static components = { AppIcon, Async, Button, Icon, NeighbourPicker, PageHeader, Skeleton, SpecField, SubdomainField };
    static props = { workspaceId: Number, templateId: Number };

    setup() {
        this.here = useWorkspace();
        this.session = useState(useService("woow_session"));
        this.templates = useState(useService("woow_templates"));
        this.services = useState(useService("woow_services"));
        this.insight = useService("woow_insight");
        this.drafts = useService("woow_drafts");
        this.router = useService("woow_router");
        this.dialog = useService("dialog");
        this.form = useRef("form");
        this.key = new OnceKey();
        this.state = useState(new LaunchForm());
        this.load = useLoad(() => this.fetch());
        useUnsaved(() => this.state.touched);
        this.formatPrice = formatPrice;
    }

    async fetch() {
        const [template] = await Promise.all([this.templates.load(this.props.templateId), this.here.load()]);
        this.state.begin(template);
        await this.meetNeighbours();
        const draft = this.drafts.take(this.draftName);
        if (draft) {
            this.state.resume(draft);
        }
        if (this.state.hasAddress) {
            this.suggestAddress();
        }
        this.takeFromTheNewOne();
    }

    get draftName() {
        return `configure-${this.props.workspaceId}-${this.props.templateId}`;
    }

    /** Who can be connected to, and what could be launched for it; the only one that runs is taken at once. */
    async meetNeighbours() {
        if (!this.state.needs.length) {
            return;
        }
        await Promise.all([this.services.loadOf(this.props.workspaceId), this.templates.all || this.templates.loadAll()]);
        for (const need of this.state.needs) {
            const [first, second] = this.neighbours(need).filter(({ state }) => state === "running");
            if (first && !second) {
                this.state.take(need, first);
            }
        }
    }

    /** The neighbour that was launched for this form on the way. */
    takeFromTheNewOne() {
        const made = this.services.byId[Number(this.router.current.query.with)];
        const need = made && this.state.needs.find(({ provides }) => provides === made.provides);
        if (need) {
            this.state.take(need, made);
        }
    }

    /** The first free address made of the workspace's and the app's names. */
    async suggestAddress() {
        const { name, slug } = this.here.workspace;
        const base = toSubdomain(`${toSubdomain(name) || slug} ${this.template.name}`);
        for (let number = 1; number <= TRIES; number++) {
            const word = number === 1 ? base : `${base}-${number}`;
            const { available } = await this.services.availability(word);
            if (available) {
                this.state.suggest(word);
                return;
            }
        }
    }

    get template() {
        return this.templates.details[this.props.templateId];
    }

    get trail() {
        const { id, name } = this.here.workspace;
        return [
            { label: name, href: urls.workspace(id) },
            { label: _t("Marketplace"), href: urls.marketplace(id) },
        ];
    }

    get launchReason() {
        return this.here.whyNot("service.launch");
    }

    get needs() {
        return needsOf(this.template);
    }

    neighbours(need) {
        return neighboursFor(this.services.of(this.props.workspaceId), need.provides);
    }

    choose(need, id) {
        this.state.take(need, id && this.services.byId[id]);
        this.state.touched = true;
    }

    providerOf(need) {
        return (this.templates.all || []).find(({ id, provides }) => provides === need.provides && id !== this.props.templateId);
    }

    /** What is filled in here waits until the neighbour is launched. */
    launchFirst(need) {
        this.drafts.keep(this.draftName, this.state.draft);
        this.state.touched = false;
        const { workspaceId, templateId } = this.props;
        this.router.navigate(urls.configure(workspaceId, this.providerOf(need).id, { for: templateId }));
    }

    review() {
        if (!this.state.check()) {
            focusFirstError(this.form);
            return;
        }
        const body = this.state.body(this.props.templateId);
        this.dialog.add(ReviewModal, {
            title: _t("Ready to launch?"),
            facts: this.facts,
            ask: () => this.insight.previewLaunch(this.props.workspaceId, body),
            confirm: () => this.launch(body),
            refused: (error) => this.showRefusal(error),
            confirmLabel: _t("Launch"),
            cancelLabel: _t("Back to the form"),
            icon: "rocket_launch",
            name: "launch-now",
        });
    }

    get facts() {
        const { state, template } = this;
        const secrets = shownValues(template.helm_value_specs, state.values).filter(({ isGenerated }) => isGenerated);
        return [
            { label: _t("App"), text: `${template.name} ${template.helm_chart?.version || ""}` },
            { label: _t("Name"), text: state.name.trim() },
            ...(state.hasAddress ? [{ label: _t("Address"), text: this.session.urlOf(state.subdomain), mono: true }] : []),
            { label: _t("Workspace"), text: this.here.workspace.name },
            ...secrets.map(({ label, text }) => ({ label, text })),
        ];
    }

    /** Throws only what the review should show; refused fields are shown here, where they can be mended. */
    async launch(body) {
        const { workspaceId } = this.props;
        try {
            const service = await this.services.launch(workspaceId, body, this.key.for(body));
            this.state.touched = false;
            const next = Number(this.router.current.query.for);
            this.router.navigate(next ? urls.configure(workspaceId, next, { with: service.id }) : urls.service(workspaceId, service.id));
        } catch (error) {
            if (!Object.keys(error.fields || {}).length) {
                throw error;
            }
            this.showRefusal(error);
        }
    }

    showRefusal(error) {
        this.state.refuse(fieldErrors(error), error.message);
        focusFirstError(this.form);
    }
}

pages.add("configure", {
    route: "#/workspaces/{int:workspaceId}/services/configure/{int:templateId}",
    Component: ConfigurePage,
    title: () => _t("Configure"),
    nav: "marketplace",
});
