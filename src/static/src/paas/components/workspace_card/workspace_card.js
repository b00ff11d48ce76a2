import { Component } from "@odoo/owl";
import { formatDate, formatNumber, letterOf } from "../../core/format";
import { roleLabel } from "../../core/labels";
import { urls } from "../../core/urls";
import { Icon } from "../icon/icon";
import { StatusBadge } from "../status_badge/status_badge";

export class WorkspaceCard extends Component {
    static template = "woow_paas_platform.WorkspaceCard";
    static components = { Icon, StatusBadge };
    static props = { workspace: Object };

    setup() {
        Object.assign(this, { formatDate, formatNumber, letterOf, roleLabel });
    }

    get href() {
        return urls.workspace(this.props.workspace.id);
    }
}
