import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatRelative } from "../../core/format";
import { Icon } from "../icon/icon";

/** What concerns every page: offline, operator away, a demo that stands in. */
export class Banners extends Component {
    static template = "woow_paas_platform.Banners";
    static components = { Icon };
    static props = {};

    setup() {
        this.session = useState(useService("woow_session"));
    }

    get lastSeen() {
        return formatRelative(this.session.config.operator.last_seen);
    }
}
