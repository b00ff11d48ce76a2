import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { Button } from "../../../components/button/button";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Icon } from "../../../components/icon/icon";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { StatusBadge } from "../../../components/status_badge/status_badge";
import { formatDateTime, formatDuration } from "../../../core/format";
import { useLoad } from "../../../core/hooks";
import { kindLabel, outcomeInfo } from "../../../core/labels";
import { allSpecs, differenceText, isSecret, optionsOf } from "../../../services/specs";
import { DiffModal } from "../diff_modal/diff_modal";

/** Every generation there was, what changed in it, and the way back. */
export class RevisionsTab extends Component {
    static template = "woow_paas_platform.RevisionsTab";
    static components = { Async, Button, EmptyState, Icon, Skeleton, StatusBadge };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.services = useState(useService("woow_services"));
        this.dialog = useService("dialog");
        this.load = useLoad(() => this.services.loadRevisions(this.props.service));
        onWillUpdateProps((next) => {
            const before = this.props.service;
            if (next.service.generation !== before.generation || next.service.state !== before.state) {
                this.load.run();
            }
        });
        Object.assign(this, { formatDateTime, kindLabel, outcomeInfo });
    }

    get revisions() {
        return this.services.revisions[this.props.service.id] || [];
    }

    get specs() {
        return Object.fromEntries(allSpecs(this.props.service.specs).map((spec) => [spec.key, spec]));
    }

    /** `Title: old → new` of each value that differs from the generation before. */
    changesOf(index) {
        const now = this.revisions[index].values || {};
        const before = this.revisions[index + 1]?.values;
        if (!before) {
            return [];
        }
        return [...new Set([...Object.keys(before), ...Object.keys(now)])]
            .filter((key) => this.textOf(key, before[key]) !== this.textOf(key, now[key]))
            .map((key) => ({
                key,
                label: this.specs[key]?.label || key,
                before: this.textOf(key, before[key]),
                now: this.textOf(key, now[key]),
            }));
    }

    textOf(key, value) {
        const spec = this.specs[key] || {};
        const isHeld = Boolean(value?.has_value);
        if (!isHeld && (value === null || value === undefined || "has_value" in Object(value))) {
            return "–";
        }
        const options = Object.fromEntries(optionsOf(spec).map((option) => [option.value, option.label]));
        return differenceText({ secret: isHeld || isSecret(spec), options }, value);
    }

    /** With the generation in force, or what came before when it is that one. */
    compare(revision) {
        const current = this.revisions.find((one) => one.current && one !== revision);
        const before = this.revisions[this.revisions.indexOf(revision) + 1];
        const { actions, service } = this.props;
        this.dialog.add(DiffModal, {
            service,
            revision,
            revisions: this.revisions,
            against: (current || before || this.revisions[0]).generation,
            reason: this.reason,
            rollback: actions.rollback,
        });
    }

    durationOf({ created_date: from, finished_date: to }) {
        return from && to ? formatDuration(new Date(to) - new Date(from)) : "";
    }

    get reason() {
        const { actions } = this.props;
        return actions.reason("rollback") || (actions.offers("rollback") ? "" : _t("Wait until the service is settled."));
    }
}
