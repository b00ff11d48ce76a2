import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatClock, formatTime } from "../../core/format";
import { Icon } from "../icon/icon";
import { nearestPoint, scaleSeries, thinned } from "../../services/chart_scale";

const BOX = { width: 600, height: 150 };
const ROWS = 12;

/**
 * A figure over time with its limit. What the line shows stands in a sentence and in a table, too; pointer and arrow
 * keys read single moments.
 */
export class LineChart extends Component {
    static template = "woow_paas_platform.LineChart";
    static components = { Icon };
    static props = {
        title: String,
        series: { type: Array, element: Object },
        limit: [Number, { value: null }],
        format: Function,
        base: { type: Number, optional: true },
        tone: { type: String, optional: true },
        name: { type: String, optional: true },
    };
    static defaultProps = { base: 10, tone: "accent" };

    setup() {
        this.state = useState({ index: -1 });
        Object.assign(this, { BOX, formatClock, formatTime });
    }

    get scale() {
        return scaleSeries(this.props.series, { ...BOX, limit: this.props.limit, base: this.props.base });
    }

    get last() {
        return this.props.series.at(-1);
    }

    get highest() {
        return Math.max(...this.props.series.map(({ value }) => value));
    }

    /** All of it in a sentence. */
    get summary() {
        const { format, limit, series } = this.props;
        const words = { now: format(this.last.value), highest: format(this.highest), since: formatTime(series[0].at) };
        return limit
            ? _t("Now %(now)s of %(limit)s; highest since %(since)s: %(highest)s.", { ...words, limit: format(limit) })
            : _t("Now %(now)s; highest since %(since)s: %(highest)s. There is no limit.", words);
    }

    get rows() {
        return thinned(this.props.series, ROWS).reverse();
    }

    get picked() {
        return this.scale.points[this.state.index] || null;
    }

    onPointer(ev) {
        const { left, width } = ev.currentTarget.getBoundingClientRect();
        const { points } = this.scale;
        this.state.index = points.indexOf(nearestPoint(points, ((ev.clientX - left) / width) * BOX.width));
    }

    onKeydown(ev) {
        const last = this.props.series.length - 1;
        const here = this.state.index < 0 ? last : this.state.index;
        const target = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[ev.key];
        if (target !== undefined) {
            ev.preventDefault();
            this.state.index = Math.min(last, Math.max(0, target));
        }
    }

    clear() {
        this.state.index = -1;
    }
}
