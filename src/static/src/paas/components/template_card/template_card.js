import { Component } from "@odoo/owl";
import { formatPrice } from "../../core/format";
import { isAway, needsOf, tagsOf } from "../../core/templates";
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
        return needsOf(this.props.template);
    }

    get tags() {
        return tagsOf(this.props.template);
    }
}
