import { Component, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { AppIcon } from "../../components/app_icon/app_icon";
import { Async } from "../../components/async/async";
import { Button } from "../../components/button/button";
import { Icon } from "../../components/icon/icon";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { SpecField } from "../../components/spec_field/spec_field";
import { SubdomainField } from "../../components/subdomain_field/subdomain_field";
import { OnceKey } from "../../core/api";
import { formatPrice, formatResources } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { pages } from "../../core/router";
import { useUnsaved } from "../../core/unsaved";
import { urls } from "../../core/urls";
import { allSpecs, byGroup, fieldErrors, initialValues, isShown, launchValues, problemOf } from "../../services/specs";
import { ReviewModal } from "./review_modal";

const LONGEST_NAME = 64;
const TRIES = 5;

/** A word that may stand in an address, made of a name. */
export function toSubdomain(name) {
    return name.toLowerCase().normalize("NFKD").replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 40);
}

export class ConfigurePage extends Component {
    static template = "woow_paas_platform.ConfigurePage";
    static components = { AppIcon, Async, Button, Icon, PageHeader, Skeleton, SpecField, SubdomainField };
    static props = { workspaceId: Number, templateId: Number };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.templates = useState(useService("woow_templates"));
        this.services = useService("woow_services");
        this.router = useService("woow_router");
        this.dialog = useService("dialog");
        this.form = useRef("form");
        this.key = new OnceKey();
        this.state = useState({ name: "", subdomain: "", values: {}, errors: {}, touched: false, ownSubdomain: false, addressProblem: "", error: "" });
        this.load = useLoad(() => this.fetch());
        useUnsaved(() => this.state.touched);
        this.formatPrice = formatPrice;
    }

    async fetch() {
        const [, template] = await Promise.all([
            this.workspaces.load(this.props.workspaceId),
            this.templates.load(this.props.templateId),
        ]);
        this.state.values = initialValues(template.helm_value_specs);
        this.state.name = template.name;
        if (this.hasAddress) {
            this.suggestAddress();
        }
    }

    /** The first free address made of the workspace's and the app's names, unless something was typed meanwhile. */
    async suggestAddress() {
        const base = toSubdomain(`${this.workspace.slug} ${this.template.name}`);
        for (let number = 1; number <= TRIES; number++) {
            const word = number === 1 ? base : `${base}-${number}`;
            const { available } = await this.services.availability(word);
            if (this.state.touched) {
                return;
            }
            if (available) {
                this.state.subdomain = word;
                return;
            }
        }
    }

    get workspace() {
        return this.workspaces.byId[this.props.workspaceId];
    }

    get template() {
        return this.templates.details[this.props.templateId];
    }

    get hasAddress() {
        return this.template.has_ingress ?? this.template.ingress_enabled;
    }

    get specs() {
        return this.template.helm_value_specs;
    }

    get trail() {
        return [
            { label: this.workspace.name, href: urls.workspace(this.workspace.id) },
            { label: _t("Marketplace"), href: urls.marketplace(this.workspace.id) },
        ];
    }

    get launchReason() {
        return this.session.whyNot(this.workspace, "service.launch");
    }

    get needs() {
        const { min_vcpu, min_ram_gb, min_storage_gb } = this.template;
        return formatResources({ vcpu: min_vcpu, ram_gb: min_ram_gb, storage_gb: min_storage_gb });
    }

    shown(list) {
        return (list || []).filter((spec) => isShown(spec, this.state.values));
    }

    get groups() {
        const required = new Set((this.specs.required || []).map((spec) => spec.key));
        return byGroup(this.shown(allSpecs(this.specs)).filter((spec) => required.has(spec.key)));
    }

    get advanced() {
        return byGroup(this.shown(this.specs.optional));
    }

    get hasAdvancedError() {
        return this.shown(this.specs.optional).some((spec) => this.state.errors[spec.key]);
    }

    changeName(value) {
        Object.assign(this.state, { name: value, touched: true });
        delete this.state.errors.name;
        if (!this.state.ownSubdomain) {
            this.state.subdomain = toSubdomain(value);
            delete this.state.errors.subdomain;
        }
    }

    changeSubdomain(value) {
        Object.assign(this.state, { subdomain: value, ownSubdomain: Boolean(value), touched: true });
        delete this.state.errors.subdomain;
    }

    change(key, value) {
        this.state.values[key] = value;
        this.state.touched = true;
        delete this.state.errors[key];
    }

    checkOne(key) {
        const spec = allSpecs(this.specs).find((one) => one.key === key);
        this.setError(key, problemOf(spec, this.state.values[key]));
    }

    setError(key, sentence) {
        if (sentence) {
            this.state.errors[key] = sentence;
        } else {
            delete this.state.errors[key];
        }
    }

    check() {
        this.setError("name", this.nameProblem());
        if (this.hasAddress) {
            this.setError("subdomain", this.state.subdomain ? this.state.addressProblem : _t("Please choose an address."));
        }
        for (const spec of allSpecs(this.specs)) {
            this.setError(spec.key, isShown(spec, this.state.values) ? problemOf(spec, this.state.values[spec.key]) : "");
        }
        return !Object.keys(this.state.errors).length;
    }

    nameProblem() {
        const name = this.state.name.trim();
        if (!name) {
            return _t("Please give the service a name.");
        }
        return name.length > LONGEST_NAME ? _t("Must have at most %s characters.", LONGEST_NAME) : "";
    }

    focusFirstError() {
        requestAnimationFrame(() => this.form.el?.querySelector("[aria-invalid=true]")?.focus());
    }

    review() {
        this.state.error = "";
        if (!this.check()) {
            this.focusFirstError();
            return;
        }
        this.dialog.add(ReviewModal, {
            template: this.template,
            workspace: this.workspace,
            name: this.state.name.trim(),
            url: this.hasAddress ? this.session.urlOf(this.state.subdomain) : "",
            values: { ...this.state.values },
            launch: () => this.launch(),
        });
    }

    body() {
        const { name, subdomain, values } = this.state;
        return {
            template_id: this.props.templateId,
            name: name.trim(),
            ...(this.hasAddress ? { subdomain } : {}),
            values: launchValues(this.specs, values),
        };
    }

    /** Throws only what the review should show; refused fields are shown here, where they can be mended. */
    async launch() {
        const body = this.body();
        try {
            const service = await this.services.launch(this.props.workspaceId, body, this.key.for(body));
            this.state.touched = false;
            this.router.navigate(urls.service(this.props.workspaceId, service.id));
        } catch (error) {
            const errors = fieldErrors(error);
            if (!Object.keys(errors).length) {
                throw error;
            }
            Object.assign(this.state, { errors, error: error.message });
            this.focusFirstError();
        }
    }
}

pages.add("configure", {
    route: "#/workspaces/{int:workspaceId}/services/configure/{int:templateId}",
    Component: ConfigurePage,
    title: () => _t("Configure"),
    nav: "marketplace",
});
