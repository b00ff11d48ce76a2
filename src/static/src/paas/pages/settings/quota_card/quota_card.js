import { Component } from "@odoo/owl";
import { quotaRows } from "../../../services/quota";

/** The plan, and how much of it is used and free. */
export class QuotaCard extends Component {
    static template = "woow_paas_platform.QuotaCard";
    static props = { plan: { type: [Object, { value: null }] }, quota: Object };

    get rows() {
        return quotaRows(this.props.quota);
    }
}
