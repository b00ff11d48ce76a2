import { Component } from "@odoo/owl";
import { activityChanges, activityFace, activityUrl } from "../../core/activity";
import { formatDateTime, formatRelative, formatTime } from "../../core/format";
import { Icon } from "../icon/icon";

/** What happened, by whom and when: rows of the activity log. `detailed` adds what changed and from where. */
export class ActivityList extends Component {
    static template = "woow_paas_platform.ActivityList";
    static components = { Icon };
    static props = { items: { type: Array, element: Object }, detailed: { type: Boolean, optional: true } };

    setup() {
        Object.assign(this, { activityFace, activityUrl, formatDateTime, formatRelative, formatTime });
    }

    changesOf(item) {
        return this.props.detailed ? activityChanges(item) : [];
    }
}
