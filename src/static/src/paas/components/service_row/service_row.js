import { Component } from "@odoo/owl";
import { formatRelative } from "../../core/format";
import { isMoving } from "../../core/labels";
import { urls } from "../../core/urls";
import { AppIcon } from "../app_icon/app_icon";
import { StatusBadge } from "../status_badge/status_badge";

/** A service in a list, as it is now. */
export class ServiceRow extends Component {
    static template = "woow_paas_platform.ServiceRow";
    static components = { AppIcon, StatusBadge };
    static props = { service: Object };

    get href() {
        return urls.service(this.props.service.workspace_id, this.props.service.id);
    }

    get address() {
        return (this.props.service.url || "").replace(/^https?:\/\//, "");
    }

    get line() {
        const { state_reason: reason, template } = this.props.service;
        return reason || [template?.name, this.address].filter(Boolean).join(" · ");
    }

    get isMoving() {
        return isMoving(this.props.service.state);
    }

    get when() {
        return formatRelative(this.props.service.updated_at || this.props.service.created_date);
    }
}
