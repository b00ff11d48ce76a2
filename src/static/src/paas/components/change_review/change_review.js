import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { ApiError } from "../../core/api";
import { changeInfo, changeOrder, kindInfo } from "../../core/cluster_labels";
import { formatMoney, formatNumber } from "../../core/format";
import { useLoad, useOnline } from "../../core/hooks";
import { quotaFit } from "../../services/quota";
import { differenceText } from "../../services/specs";
import { Async } from "../async/async";
import { Icon } from "../icon/icon";
import { Skeleton } from "../skeleton/skeleton";

/** How often, and after how many milliseconds, the cluster is asked again that could not answer yet. */
const AGAIN = { not_fetched: { after: 2500, times: 24 }, unavailable: { after: 6000, times: 5 } };

/**
 * What will change: values, version, objects in the cluster, price, quota and warnings, as the server foresees them.
 * `ask` answers the preview; `known` hears a sentence about why it can't be done, or ""; `failed` hears that nothing
 * could be foreseen, which is told here and holds nobody back.
 */
export class ChangeReview extends Component {
    static template = "woow_paas_platform.ChangeReview";
    static components = { Async, Icon, Skeleton };
    static props = { ask: Function, known: { type: Function, optional: true }, failed: { type: Function, optional: true } };
    static defaultProps = { known: () => {}, failed: () => {} };

    setup() {
        this.state = useState({ preview: null, error: null, tries: 0 });
        this.load = useLoad(() => this.fetch());
        useOnline(() => this.state.error && this.again());
        onWillUnmount(() => browser.clearTimeout(this.timer));
        Object.assign(this, { changeInfo, kindInfo });
    }

    async fetch() {
        try {
            this.take(await this.props.ask());
        } catch (error) {
            if (!(error instanceof ApiError)) {
                throw error;
            }
            this.state.error = error;
            this.props.failed(error);
        }
    }

    take(preview) {
        Object.assign(this.state, { preview, error: null, tries: this.state.tries + 1 });
        this.props.known(this.obstacle);
        browser.clearTimeout(this.timer);
        if (this.isAskedAgain) {
            this.timer = browser.setTimeout(() => this.load.run(), AGAIN[preview.cluster].after);
        }
    }

    /** A chart is fetched when it is first asked for, and a busy cluster has time soon. */
    get isAskedAgain() {
        return this.state.tries < AGAIN[this.preview.cluster]?.times;
    }

    get preview() {
        return this.state.preview;
    }

    get isFetching() {
        return this.preview.cluster === "not_fetched" && this.isAskedAgain;
    }

    get isBlind() {
        return this.preview.cluster !== "ok" && !this.isFetching;
    }

    get quota() {
        return quotaFit(this.preview.quota || []);
    }

    get obstacle() {
        const tight = this.quota.filter(({ fits }) => !fits).map(({ label }) => label);
        return tight.length ? _t("The workspace's quota has no room for this: %s.", tight.join(", ")) : "";
    }

    get version() {
        const { before = "", after = "" } = this.preview.version || {};
        return after && before !== after ? { before, after } : null;
    }

    get price() {
        const { before = 0, after = 0, currency } = this.preview.price || {};
        const text = (amount) => (amount ? _t("%s / month", formatMoney(amount, currency)) : _t("Free"));
        const difference = after - before;
        const sign = difference > 0 ? "+" : "−";
        return {
            before: before === after || !this.preview.version?.before ? "" : text(before),
            after: text(after),
            difference: before && difference ? `${sign}${formatMoney(Math.abs(difference), currency)}` : "",
        };
    }

    get objects() {
        const rank = changeOrder();
        return [...(this.preview.objects || [])]
            .filter(({ change }) => change !== "unchanged")
            .sort((one, other) => rank.indexOf(one.change) - rank.indexOf(other.change));
    }

    get stays() {
        const count = (this.preview.objects || []).length - this.objects.length;
        return count ? _t("%s more stay as they are.", formatNumber(count)) : "";
    }

    /** "2 new, 1 changed": the objects in one line. */
    get counts() {
        return changeOrder()
            .map((change) => ({ change, count: this.objects.filter((object) => object.change === change).length }))
            .filter(({ count }) => count)
            .map(({ change, count }) => ({ ...changeInfo(change), change, count: formatNumber(count) }));
    }

    hasBefore({ before }) {
        return before !== null && before !== undefined && before !== "";
    }

    textOf(row, value) {
        return row.generated ? _t("Generated for you") : differenceText(row, value);
    }

    again() {
        this.state.tries = 0;
        this.load.status = "loading";
        return this.load.run();
    }
}
