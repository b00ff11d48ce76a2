import { Component } from "@odoo/owl";
import { formatDateTime, formatRelative } from "../../core/format";
import { urls } from "../../core/urls";
import { Icon } from "../icon/icon";

const FACES = {
    "service.launched": { icon: "rocket_launch", tone: "running" },
    "service.started": { icon: "play_arrow", tone: "running" },
    "service.stopped": { icon: "stop", tone: "idle" },
    "service.restarted": { icon: "restart_alt", tone: "running" },
    "service.retried": { icon: "refresh", tone: "running" },
    "service.rolled_back": { icon: "undo", tone: "warning" },
    "service.deleted": { icon: "delete", tone: "warning" },
    "service.domain_changed": { icon: "link", tone: "running" },
    "service.running": { icon: "check_circle", tone: "running" },
    "service.halted": { icon: "pause_circle", tone: "idle" },
    "service.failed": { icon: "error", tone: "error" },
    "service.went_back": { icon: "undo", tone: "warning" },
    "service.gone": { icon: "delete", tone: "idle" },
    "secret.revealed": { icon: "visibility", tone: "warning" },
    "workspace.archived": { icon: "archive", tone: "idle" },
};

/** What happened, by whom and when: rows of the activity log. */
export class ActivityList extends Component {
    static template = "woow_paas_platform.ActivityList";
    static components = { Icon };
    static props = { items: { type: Array, element: Object } };

    setup() {
        this.formatRelative = formatRelative;
        this.formatDateTime = formatDateTime;
    }

    faceOf(item) {
        return FACES[item.action] || { icon: "tune", tone: "running" };
    }

    /** Where the row leads to: its service, else its workspace; nowhere once that is gone. */
    urlOf(item) {
        if (!item.workspace_id) {
            return null;
        }
        return item.subject_model === "service"
            ? urls.service(item.workspace_id, item.subject_id)
            : urls.workspace(item.workspace_id);
    }
}
