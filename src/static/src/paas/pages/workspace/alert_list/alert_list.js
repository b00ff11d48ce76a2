import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { formatNumber } from "../../../core/format";
import { urls } from "../../../core/urls";

const SHOWN_AT_FIRST = 5;

/** What asks for attention in a workspace, each with the way to its cure; the first few, and the rest on request. */
export class AlertList extends Component {
    static template = "woow_paas_platform.AlertList";
    static components = { Button, Icon };
    static props = { alerts: { type: Array, element: Object }, workspaceId: Number };

    setup() {
        this.state = useState({ isWhole: false });
    }

    get shown() {
        return this.state.isWhole ? this.props.alerts : this.props.alerts.slice(0, SHOWN_AT_FIRST);
    }

    get rest() {
        return this.props.alerts.length - this.shown.length;
    }

    get moreLabel() {
        return _t("Show %s more", formatNumber(this.rest));
    }

    showAll() {
        this.state.isWhole = true;
    }

    urlOf({ service_id: id }) {
        return id ? urls.service(this.props.workspaceId, id) : urls.settings(this.props.workspaceId);
    }
}
