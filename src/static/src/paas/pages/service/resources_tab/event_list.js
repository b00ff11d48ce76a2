import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Icon } from "../../../components/icon/icon";
import { kindInfo } from "../../../core/cluster_labels";
import { formatDateTime, formatNumber, formatRelative } from "../../../core/format";
import { shortName } from "../../../services/resource_tree";

/** What the cluster reports of the app, or of the one object that is chosen. */
export class EventList extends Component {
    static template = "woow_paas_platform.EventList";
    static components = { Icon };
    static props = { events: { type: Array, element: Object }, item: [Object, { value: null }], clear: Function, release: String };

    setup() {
        Object.assign(this, { formatDateTime, formatRelative });
    }

    timesOf({ count }) {
        return _t("%s times", formatNumber(count));
    }

    /** "Running copy …-0" */
    aboutOf({ about }) {
        const [kind, name = ""] = about.split("/");
        return `${kindInfo(kind).label} ${shortName(name, this.props.release)}`;
    }
}
