import { Component } from "@odoo/owl";
import { Icon } from "../../../components/icon/icon";
import { StatusBadge } from "../../../components/status_badge/status_badge";
import { kindInfo, resourceStateInfo } from "../../../core/cluster_labels";
import { formatRelative } from "../../../core/format";
import { _t } from "@web/core/l10n/translation";

/** One object of the cluster with what hangs on it; choosing it shows its events. */
export class ResourceNode extends Component {
    static template = "woow_paas_platform.ResourceNode";
    static props = { node: Object, chosen: String, choose: Function };

    get item() {
        return this.props.node.item;
    }

    get kind() {
        return kindInfo(this.item.kind);
    }

    get badge() {
        return resourceStateInfo(this.item.state);
    }

    /** How many copies are ready, how often it restarted, how large it is, since when it is there. */
    get line() {
        const { details = {}, created_at: since } = this.item;
        return [
            details.replicas !== undefined && details.ready !== undefined && _t("%(ready)s of %(all)s ready", { ready: details.ready, all: details.replicas }),
            details.restarts ? _t("restarted %s times", details.restarts) : "",
            details.capacity || details.size || "",
            since && _t("since %s", formatRelative(since)),
        ]
            .filter(Boolean)
            .join(" · ");
    }
}

ResourceNode.components = { Icon, ResourceNode, StatusBadge };
