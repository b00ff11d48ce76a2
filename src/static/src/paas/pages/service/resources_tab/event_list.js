import { Component } from "@odoo/owl";
import { Icon } from "../../../components/icon/icon";
import { formatDateTime, formatRelative } from "../../../core/format";

/** What the cluster reports of the app, or of the one object that is chosen. */
export class EventList extends Component {
    static template = "woow_paas_platform.EventList";
    static components = { Icon };
    static props = { events: { type: Array, element: Object }, item: [Object, { value: null }], clear: Function };

    setup() {
        Object.assign(this, { formatDateTime, formatRelative });
    }
}
