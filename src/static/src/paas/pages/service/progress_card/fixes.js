import { _t } from "@web/core/l10n/translation";
import { urls } from "../../../core/urls";

/** Which controls mend what, the most likely first; what the state does not allow is left out. */
const FIXES_OF = {
    image_pull: ["upgrade", "change", "rollback", "retry"],
    chart: ["retry", "upgrade", "rollback"],
    chart_fetch: ["retry", "upgrade", "rollback"],
    quota: ["size", "quota", "retry"],
    no_node: ["size", "retry"],
    out_of_memory: ["size", "rollback"],
    volume_pending: ["retry", "resources"],
    crash_loop: ["logs", "change", "rollback"],
    probe_failing: ["logs", "change", "retry"],
    admission: ["change", "rollback", "resources"],
    reference_missing: ["neighbour", "retry"],
    helm_failed: ["change", "rollback", "retry"],
    hook_failed: ["logs", "retry", "rollback"],
    hook_timeout: ["retry", "rollback", "resources"],
    timeout: ["retry", "logs", "rollback"],
    went_back: ["change", "logs"],
};
const OTHERWISE = ["retry", "change", "rollback", "logs"];

function link(label, icon, href) {
    return () => ({ label: label(), icon, href });
}

function entries({ workspace_id: workspaceId, id, update_available: update }) {
    const tab = (name) => urls.service(workspaceId, id, name);
    return {
        retry: () => ({ action: "retry", label: _t("Try again"), icon: "refresh" }),
        upgrade: () => update && { action: "upgrade", label: _t("Upgrade"), icon: "upgrade" },
        change: link(() => _t("Change settings"), "tune", tab("configuration")),
        size: link(() => _t("Choose another size"), "tune", tab("configuration")),
        neighbour: link(() => _t("Choose what it connects to"), "link", tab("configuration")),
        rollback: link(() => _t("Go back to what worked"), "undo", tab("revisions")),
        logs: link(() => _t("Read the logs"), "menu_book", tab("logs")),
        resources: link(() => _t("Look at its parts"), "layers", tab("resources")),
        quota: link(() => _t("See the quota"), "speed", urls.settings(workspaceId)),
    };
}

const NEEDS = { retry: "retry", upgrade: "upgrade", change: "change", size: "change", neighbour: "change", rollback: "rollback" };

/**
 * What can be done about the reason of a service: links and actions, deleting last where it failed for good.
 *
 * @param {Object} service
 * @param {{offers: (name: string) => boolean, reason: (name: string) => string, run: (name: string) => void}} actions
 */
export function fixesFor(service, actions) {
    const { state, state_reason: reason, state_reason_code: code } = service;
    if (!reason && state !== "error") {
        return [];
    }
    const known = entries(service);
    const names = (FIXES_OF[code] || OTHERWISE).filter((name) => !(name in NEEDS) || actions.offers(NEEDS[name]));
    const fixes = names.map((name) => ({ name: `fix-${name}`, ...known[name]() })).filter(({ label }) => label);
    if (state === "error" && actions.offers("delete")) {
        fixes.push({ name: "fix-delete", action: "delete", label: _t("Delete"), icon: "delete", kind: "quiet-danger" });
    }
    return fixes.map((fix, index) => ({
        kind: index ? "" : "primary",
        ...fix,
        reason: fix.action ? actions.reason(fix.action) : "",
        onClick: fix.action && (() => actions.run(fix.action)),
    }));
}
