import { Component, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { StageTrack } from "../../../components/stage_track/stage_track";
import { formatRelative } from "../../../core/format";
import { isMoving } from "../../../core/labels";
import { urls } from "../../../core/urls";

const CONFIGURATION_HELPS = ["quota", "out_of_memory", "crash_loop", "probe_failing", "chart", "went_back", "helm_failed"];

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

    /** Stages stay for whoever watched them to the end: nothing jumps when the last one is done. */
    get showsStages() {
        const { stage, state } = this.props.service;
        const isOver = this.watched && state === "running" && stage === "done";
        return (this.isMoving && state !== "deleting") || isOver || (state === "error" && stage && stage !== "done");
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

    /** The one or two controls that fit the reason. */
    get fixes() {
        const { actions, service } = this.props;
        const { state, state_reason: reason, state_reason_code: code, workspace_id: workspaceId, id } = service;
        if (!reason && state !== "error") {
            return [];
        }
        const fixes = [];
        if (actions.offers("retry")) {
            fixes.push({ name: "fix-retry", label: _t("Try again"), icon: "refresh", reason: actions.reason("retry"), onClick: () => actions.run("retry") });
        }
        if (actions.offers("change") && (!code || CONFIGURATION_HELPS.includes(code))) {
            fixes.push({ name: "fix-change", label: _t("Change settings"), icon: "tune", href: urls.service(workspaceId, id, "configuration") });
        }
        if (actions.offers("rollback") && state === "error") {
            fixes.push({ name: "fix-rollback", label: _t("Go back to what worked"), icon: "undo", href: urls.service(workspaceId, id, "revisions") });
        }
        return fixes;
    }
}
