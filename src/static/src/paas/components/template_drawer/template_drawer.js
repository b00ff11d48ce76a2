import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatPrice, formatResources } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { isAway } from "../../core/templates";
import { urls } from "../../core/urls";
import { AppIcon } from "../app_icon/app_icon";
import { Async } from "../async/async";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";
import { Skeleton } from "../skeleton/skeleton";

/** All about one app, and the way to launch it. */
export class TemplateDrawer extends Component {
    static template = "woow_paas_platform.TemplateDrawer";
    static components = { AppIcon, Async, Button, Icon, Modal, Skeleton };
    static props = { template: Object, workspaceId: Number, reason: String, close: Function };

    setup() {
        this.templates = useState(useService("woow_templates"));
        this.router = useService("woow_router");
        this.formatPrice = formatPrice;
        this.load = useLoad(() => this.templates.load(this.props.template.id));
    }

    get detail() {
        return this.templates.details[this.props.template.id];
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

    configure() {
        this.props.close();
        this.router.navigate(urls.configure(this.props.workspaceId, this.props.template.id));
    }
}
