import { Component } from "@odoo/owl";
import { formatDateTime, formatRelative } from "../../core/format";
import { kindLabel, outcomeInfo } from "../../core/labels";
import { urls } from "../../core/urls";
import { Icon } from "../icon/icon";

const ICONS = {
    install: "rocket_launch",
    launch: "rocket_launch",
    start: "play_arrow",
    stop: "stop",
    restart: "restart_alt",
    retry: "refresh",
    rollback: "undo",
    delete: "delete",
    domain: "link",
};

/** Who asked for what, and how it ended. */
export class ActivityList extends Component {
    static template = "woow_paas_platform.ActivityList";
    static components = { Icon };
    static props = { items: { type: Array, element: Object } };

    setup() {
        this.kindLabel = kindLabel;
        this.outcomeInfo = outcomeInfo;
        this.formatRelative = formatRelative;
        this.formatDateTime = formatDateTime;
        this.urls = urls;
    }

    iconOf(item) {
        return ICONS[item.kind] || "tune";
    }
}
