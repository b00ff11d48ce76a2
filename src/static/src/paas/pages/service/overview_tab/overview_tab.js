import { Component } from "@odoo/owl";
import { CopyText } from "../../../components/copy_text/copy_text";
import { Icon } from "../../../components/icon/icon";
import { RevealSecret } from "../../../components/reveal_secret/reveal_secret";
import { formatDateTime, formatPrice, formatResources } from "../../../core/format";
import { allSpecs, hasSecret, isSecret, shownValues, initialValues } from "../../../services/specs";
import { ProgressCard } from "../progress_card/progress_card";

/** How the service is, how to reach it, and what it takes. */
export class OverviewTab extends Component {
    static template = "woow_paas_platform.OverviewTab";
    static components = { CopyText, Icon, ProgressCard, RevealSecret };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        Object.assign(this, { formatDateTime, formatPrice });
    }

    get endpoints() {
        return (this.props.service.internal_endpoints || []).map(({ name, host, port }) => ({
            name,
            address: `${host}:${port}`,
        }));
    }

    get secrets() {
        const { specs, values } = this.props.service;
        return allSpecs(specs).filter((spec) => isSecret(spec) && hasSecret(values, spec.key));
    }

    get settings() {
        const { specs, values } = this.props.service;
        const plain = { required: allSpecs(specs).filter((spec) => !isSecret(spec)) };
        return shownValues(plain, initialValues(plain, values));
    }

    get resources() {
        return formatResources(this.props.service.resources || {});
    }
}
