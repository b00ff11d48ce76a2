import { Component } from "@odoo/owl";
import { Icon } from "../../../components/icon/icon";
import { StatusBadge } from "../../../components/status_badge/status_badge";
import { detailLine, kindInfo, resourceStateInfo } from "../../../core/cluster_labels";
import { shortName } from "../../../services/resource_tree";

/** One object of the cluster with what hangs on it; choosing it shows its events. */
export class ResourceNode extends Component {
    static template = "woow_paas_platform.ResourceNode";
    static props = { node: Object, chosen: String, choose: Function, release: String };

    get item() {
        return this.props.node.item;
    }

    get kind() {
        return kindInfo(this.item.kind);
    }

    get badge() {
        return resourceStateInfo(this.item.state);
    }

    get line() {
        return detailLine(this.item);
    }

    get name() {
        return shortName(this.item.name, this.props.release);
    }
}

ResourceNode.components = { Icon, ResourceNode, StatusBadge };
