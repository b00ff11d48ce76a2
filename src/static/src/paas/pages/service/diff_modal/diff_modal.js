import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { Button } from "../../../components/button/button";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { formatDateTime } from "../../../core/format";
import { useLoad } from "../../../core/hooks";
import { kindLabel } from "../../../core/labels";
import { differenceText } from "../../../services/specs";

/** What differs between two generations: values, version, address. */
export class DiffModal extends Component {
    static template = "woow_paas_platform.DiffModal";
    static components = { Async, Button, EmptyState, Icon, Modal, Skeleton };
    static props = { service: Object, revisions: { type: Array, element: Object }, revision: Object, against: Number, rollback: Function, reason: String, close: Function };

    setup() {
        this.insight = useService("woow_insight");
        this.state = useState({ against: this.props.against, diff: null });
        this.load = useLoad(() => this.fetch());
        this.textOf = differenceText;
    }

    async fetch() {
        const { service, revision } = this.props;
        this.state.diff = await this.insight.diff(service, revision.generation, this.state.against);
    }

    get question() {
        return _t("Compare generation %s with", this.props.revision.generation);
    }

    nameOf(generation) {
        return _t("Generation %s", generation);
    }

    get others() {
        return this.props.revisions.filter(({ generation }) => generation !== this.props.revision.generation);
    }

    labelOf({ generation, kind, created_date: date }) {
        return _t("%(generation)s: %(kind)s, %(date)s", { generation, kind: kindLabel(kind), date: formatDateTime(date) });
    }

    choose(generation) {
        this.state.against = generation;
        return this.load.run();
    }

    /** `{key, label, before, after}`: version and address first, then the values. */
    get rows() {
        const { chart_version: version, host, values } = this.state.diff;
        const facts = [
            { key: "chart_version", label: _t("Version"), ...version },
            { key: "host", label: _t("Address"), ...host },
        ];
        return [...facts.filter(({ before, after }) => before !== after), ...values];
    }

    goBack() {
        this.props.close();
        this.props.rollback(this.props.revision);
    }
}
