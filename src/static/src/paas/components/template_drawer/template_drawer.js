import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatPrice } from "../../core/format";
import { useLoad } from "../../core/hooks";
import { isAway, needsOf, tagsOf } from "../../core/templates";
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
        return needsOf(this.props.template);
    }

    get tags() {
        return tagsOf(this.props.template);
    }

    configure() {
        this.props.close();
        this.router.navigate(urls.configure(this.props.workspaceId, this.props.template.id));
    }
}
