import { Component, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { StageTrack } from "../../../components/stage_track/stage_track";
import { formatRelative } from "../../../core/format";
import { isMoving } from "../../../core/labels";
import { fixesFor } from "./fixes";

/** What happens right now, or what went wrong and the control that mends it. */
export class ProgressCard extends Component {
    static template = "woow_paas_platform.ProgressCard";
    static components = { Button, Icon, StageTrack };
    static props = { service: Object, actions: Object };

    setup() {
        this.watched = this.isMoving;
        onWillUpdateProps((next) => {
            this.watched = this.watched || isMoving(next.service.state);
        });
    }

    get isMoving() {
        return isMoving(this.props.service.state);
    }

    get face() {
        const { state, state_reason: reason } = this.props.service;
        if (this.isMoving) {
            return "moving";
        }
        return state === "error" ? "error" : reason ? "notice" : state;
    }

    /** The stages are those of a launch: what stops or goes away passes none of them. They stay for whoever watched them to the end: nothing jumps when the last one is done. */
    get showsStages() {
        const { stage, state } = this.props.service;
        const isOver = this.watched && state === "running" && stage === "done";
        return (this.isMoving && !["stopping", "deleting"].includes(state)) || isOver || (state === "error" && stage && stage !== "done");
    }

    get icon() {
        const icons = { moving: "rocket_launch", error: "error", notice: "info", running: "check_circle", stopped: "pause_circle" };
        const ofState = { stopping: "pause_circle", restarting: "refresh", deleting: "delete" };
        return ofState[this.props.service.state] || icons[this.face] || "info";
    }

    get headline() {
        const { state } = this.props.service;
        return {
            pending: _t("Waiting for its turn"),
            deploying: _t("Your app is being launched"),
            upgrading: _t("The change is being applied"),
            starting: _t("It is starting"),
            stopping: _t("It is stopping"),
            restarting: _t("It is restarting"),
            deleting: _t("It is being deleted"),
            running: _t("Up and running"),
            stopped: _t("Stopped"),
            error: _t("Something went wrong"),
        }[state];
    }

    get sentence() {
        const { state, url, deployed_at: deployed } = this.props.service;
        if (this.isMoving) {
            return _t("You may leave this page; it goes on, and you are told when it is done.");
        }
        if (state === "stopped") {
            return _t("Its data and settings are kept. Start it whenever you like.");
        }
        if (state === "running") {
            const reach = url ? _t("It answers at its address.") : _t("Other services of this workspace can connect to it.");
            return [reach, deployed && _t("Applied %s.", formatRelative(deployed))].filter(Boolean).join(" ");
        }
        return "";
    }

    get isWaitingForOperator() {
        const { operator_reachable: reachable } = this.props.service;
        return this.isMoving && reachable === false;
    }

    get fixes() {
        return fixesFor(this.props.service, this.props.actions);
    }
}
