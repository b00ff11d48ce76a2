import { Component } from "@odoo/owl";
import { CopyText } from "../../../components/copy_text/copy_text";
import { Icon } from "../../../components/icon/icon";
import { RevealSecret } from "../../../components/reveal_secret/reveal_secret";
import { _t } from "@web/core/l10n/translation";
import { allSpecs, hasSecret, isSecret } from "../../../services/specs";

/** How to reach a service: from other services of the workspace, and from outside. */
export class ConnectionCard extends Component {
    static template = "woow_paas_platform.ConnectionCard";
    static components = { CopyText, Icon, RevealSecret };
    static props = { service: Object, secretReason: String };

    get connection() {
        return this.props.service.connection || {};
    }

    /** What the template says of it, as far as it is known. */
    get told() {
        return (this.connection.inside || []).filter((row) => row.secret_key || this.textOf(row));
    }

    get endpoints() {
        return this.props.service.internal_endpoints || [];
    }

    /** Whether what the template says leads to the service, or is only what one signs in with. */
    get leadsIn() {
        return this.told.some((row) => this.endpoints.some(({ host }) => host === this.textOf(row)));
    }

    get inside() {
        return this.leadsIn ? this.told : this.endpoints.map(({ host, port }) => ({ label: _t("Address"), value: `${host}:${port}` }));
    }

    get credentials() {
        return this.leadsIn ? [] : this.told;
    }

    textOf({ value }) {
        return String(value ?? "");
    }

    get secrets() {
        const { specs, values } = this.props.service;
        const told = new Set(this.told.map(({ secret_key: key }) => key));
        return allSpecs(specs).filter((spec) => isSecret(spec) && hasSecret(values, spec.key) && !told.has(spec.key));
    }

    get outsideUrl() {
        return this.connection.outside?.url || this.props.service.url || "";
    }

    get isEmpty() {
        return !this.inside.length && !this.credentials.length && !this.outsideUrl && !this.secrets.length;
    }
}
