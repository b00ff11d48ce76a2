import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { formatDateTime, formatPrice, formatResources } from "../../../core/format";
import { urls } from "../../../core/urls";
import { allSpecs, isSecret, shownValues, initialValues } from "../../../services/specs";
import { ConnectionCard } from "../connection_card/connection_card";
import { CustomDomainCard } from "../custom_domain_card/custom_domain_card";
import { ProgressCard } from "../progress_card/progress_card";

/** How the service is, how to reach it, and what it takes. */
export class OverviewTab extends Component {
    static template = "woow_paas_platform.OverviewTab";
    static components = { Button, ConnectionCard, CustomDomainCard, Icon, ProgressCard };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.session = useState(useService("woow_session"));
        Object.assign(this, { formatDateTime, formatPrice, urls });
    }

    get takesDomain() {
        const { service } = this.props;
        return Boolean(service.url) && service.state !== "deleting" && this.session.config.features.includes("custom_domain");
    }

    get users() {
        return this.props.service.used_by || [];
    }

    get updateSentence() {
        const { update_available: version } = this.props.service;
        return _t("Version %s is available. You see what is new and what changes before anything happens.", version);
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
