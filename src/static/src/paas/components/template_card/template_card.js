import { Component } from "@odoo/owl";
import { formatPrice, formatResources } from "../../core/format";
import { isAway } from "../../core/templates";
import { AppIcon } from "../app_icon/app_icon";

/** An app on the shelf. */
export class TemplateCard extends Component {
    static template = "woow_paas_platform.TemplateCard";
    static components = { AppIcon };
    static props = { template: Object, open: Function, short: { type: Boolean, optional: true } };

    setup() {
        this.formatPrice = formatPrice;
    }

    get isAway() {
        return isAway(this.props.template);
    }

    get needs() {
        const { min_vcpu, min_ram_gb, min_storage_gb } = this.props.template;
        return formatResources({ vcpu: min_vcpu, ram_gb: min_ram_gb, storage_gb: min_storage_gb });
    }

    get tags() {
        return (this.props.template.tags || []).map((tag) => tag.name || tag);
    }
}
