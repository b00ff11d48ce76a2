import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatDuration, formatNumber } from "../../core/format";
import { useNow } from "../../core/hooks";
import { Icon } from "../icon/icon";

const STAGES = ["namespace", "chart", "resources", "pods", "reachable"];

/** The five stages of an operation, each with the time it took so far. */
export class StageTrack extends Component {
    static template = "woow_paas_platform.StageTrack";
    static components = { Icon };
    static props = { service: Object, failed: { type: Boolean, optional: true } };

    setup() {
        this.clock = useNow();
    }

    get labels() {
        return {
            namespace: [_t("Space"), _t("A closed-off place with its quota")],
            chart: [_t("Package"), _t("Fetched and checked")],
            resources: [_t("Resources"), _t("Created in the cluster")],
            pods: [_t("Containers"), _t("Started and healthy")],
            reachable: [_t("Reachable"), _t("The app answers")],
        };
    }

    get position() {
        const { stage } = this.props.service;
        return stage === "done" ? STAGES.length : STAGES.indexOf(stage);
    }

    timeOf(name) {
        const iso = this.props.service.stage_times?.[name];
        return iso ? new Date(iso).getTime() : null;
    }

    /** From its own beginning to that of the next stage that has one; the present one runs until now. */
    durationOf(index) {
        const start = this.timeOf(STAGES[index]);
        if (start === null || index > this.position) {
            return "";
        }
        const later = [...STAGES.slice(index + 1), "done"].map((name) => this.timeOf(name)).find((time) => time !== null && time >= start);
        if (index === this.position && this.props.failed) {
            return "";
        }
        return formatDuration((later ?? this.clock.now) - start);
    }

    /** The stage that has begun, for those who hear the page. */
    get spoken() {
        const [name] = this.labels[STAGES[this.position]] || [];
        const [number, count] = [this.position + 1, STAGES.length].map((figure) => formatNumber(figure));
        return name ? _t("Step %(number)s of %(count)s: %(name)s", { number, count, name }) : "";
    }

    get steps() {
        return STAGES.map((name, index) => {
            const face = index < this.position ? "done" : index > this.position ? "ahead" : this.props.failed ? "failed" : "here";
            const [label, text] = this.labels[name];
            return { name, label, text, face, duration: this.durationOf(index) };
        });
    }
}
