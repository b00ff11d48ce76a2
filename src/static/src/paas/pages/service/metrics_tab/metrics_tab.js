import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { AwayState } from "../../../components/away_state/away_state";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Icon } from "../../../components/icon/icon";
import { LineChart } from "../../../components/line_chart/line_chart";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { formatBytes, formatCores, formatNumber } from "../../../core/format";
import { useLook } from "../../../core/hooks";

const INTERVAL = 15000;

/** What all of them may use together; null when one of them has no limit. */
export function totalLimit(items, name) {
    return items.length && items.every((item) => item[name]) ? items.reduce((sum, item) => sum + item[name], 0) : null;
}

/** How much computing power and memory the app takes, against what it may. */
export class MetricsTab extends Component {
    static template = "woow_paas_platform.MetricsTab";
    static components = { Async, AwayState, EmptyState, Icon, LineChart, Skeleton };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.insight = useService("woow_insight");
        this.state = useState({ metrics: null });
        this.load = useLook(() => this.fetch(), INTERVAL);
        Object.assign(this, { formatBytes, formatCores, formatNumber });
    }

    async fetch() {
        this.state.metrics = await this.insight.metrics(this.props.service);
    }

    get metrics() {
        return this.state.metrics;
    }

    get noMetrics() {
        return _t("It has no metrics server. The app itself is not affected; ask whoever runs the platform.");
    }

    get items() {
        return this.metrics.items || [];
    }

    series(name) {
        return (this.metrics.history || []).map((sample) => ({ at: sample.at, value: sample[name] }));
    }

    limit(name) {
        return totalLimit(this.items, name);
    }

    shareOf(value, limit) {
        return limit ? Math.round(Math.min(1, value / limit) * 100) : 0;
    }
}
