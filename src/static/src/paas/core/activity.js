import { _t } from "@web/core/l10n/translation";
import { roleLabel } from "./labels";
import { quotaLabel, quotaText } from "../services/quota";
import { isReference } from "../services/references";
import { urls } from "./urls";

const FACES = {
    "service.launched": { icon: "rocket_launch", tone: "running" },
    "service.started": { icon: "play_arrow", tone: "running" },
    "service.stopped": { icon: "stop", tone: "idle" },
    "service.restarted": { icon: "restart_alt", tone: "running" },
    "service.retried": { icon: "refresh", tone: "running" },
    "service.rolled_back": { icon: "undo", tone: "warning" },
    "service.deleted": { icon: "delete", tone: "warning" },
    "service.domain_changed": { icon: "link", tone: "running" },
    "service.upgraded": { icon: "upgrade", tone: "running" },
    "service.relaunched": { icon: "rocket_launch", tone: "running" },
    "service.discarded": { icon: "delete", tone: "warning" },
    "service.running": { icon: "check_circle", tone: "running" },
    "service.halted": { icon: "pause_circle", tone: "idle" },
    "service.failed": { icon: "error", tone: "error" },
    "service.went_back": { icon: "undo", tone: "warning" },
    "service.gone": { icon: "delete", tone: "idle" },
    "secret.revealed": { icon: "visibility", tone: "warning" },
    "workspace.created": { icon: "add", tone: "running" },
    "workspace.archived": { icon: "archive", tone: "idle" },
    "workspace.restored": { icon: "unarchive", tone: "running" },
    "workspace.exported": { icon: "download", tone: "idle" },
    "workspace.imported": { icon: "upload", tone: "running" },
    "activity.exported": { icon: "download", tone: "idle" },
    "member.invited": { icon: "mail", tone: "working" },
    "member.joined": { icon: "person_add", tone: "running" },
    "member.removed": { icon: "person_remove", tone: "warning" },
    "member.left": { icon: "logout", tone: "idle" },
    "invitation.sender_gone": { icon: "person_remove", tone: "warning" },
    "member.role_changed": { icon: "admin_panel_settings", tone: "working" },
};

const FACES_OF_KINDS = {
    workspace: { icon: "workspaces", tone: "working" },
    member: { icon: "group", tone: "working" },
    invitation: { icon: "mail", tone: "working" },
    ownership: { icon: "swap_horiz", tone: "working" },
};

const KINDS = {
    service: () => _t("Services"),
    member: () => _t("Members"),
    invitation: () => _t("Invitations"),
    ownership: () => _t("Ownership"),
    workspace: () => _t("Workspace"),
    secret: () => _t("Secrets"),
};

const QUOTA = "quota_";

const FIELDS = {
    name: () => _t("Name"),
    description: () => _t("Description"),
    slug: () => _t("Short name"),
    owner: () => _t("Owner"),
    role: () => _t("Role"),
    plan: () => _t("Plan"),
    subdomain: () => _t("Address"),
    chart_version: () => _t("Version"),
    generation: () => _t("Generation"),
    reason: () => _t("Reason"),
    hidden_values: () => _t("Secrets given"),
    keep_data: () => _t("Data kept"),
    key: () => _t("Secret"),
    rows: () => _t("Rows"),
    from: () => _t("From"),
    to: () => _t("To"),
};

export function activityKinds() {
    return Object.entries(KINDS).map(([value, label]) => ({ value, label: label() }));
}

/** Icon and tone of a row. */
export function activityFace({ action }) {
    return FACES[action] || FACES_OF_KINDS[action.split(".")[0]] || { icon: "tune", tone: "working" };
}

/** Where a row leads to: its service, the team, else the workspace; nowhere once that is gone. */
export function activityUrl({ workspace_id: id, subject_model: model, subject_id: subject, action }) {
    if (!id) {
        return null;
    }
    if (model === "service") {
        return action === "service.forgotten" ? null : urls.service(id, subject);
    }
    return ["member", "invitation", "ownership_transfer"].includes(model) ? urls.team(id) : urls.workspace(id);
}

function textOf(key, value, settings) {
    if (value === null || value === undefined || value === "") {
        return "";
    }
    if (typeof value === "boolean") {
        return value ? _t("Yes") : _t("No");
    }
    if (Array.isArray(value)) {
        return value.map((item) => settings[item]?.label || item).join(", ");
    }
    if (isReference(value)) {
        return value.from_service_name ? _t("From %s", value.from_service_name) : _t("From another service");
    }
    if (typeof value === "number" && key.startsWith(QUOTA)) {
        return quotaText(key.slice(QUOTA.length), value);
    }
    if (typeof value === "object") {
        return JSON.stringify(value);
    }
    return key === "role" ? roleLabel(value) : settings[key]?.options[value] || String(value);
}

function labelOf(key) {
    return key.startsWith(QUOTA) ? _t("Quota: %s", quotaLabel(key.slice(QUOTA.length))) : FIELDS[key]?.() || key;
}

/** `{key, label, before, after}` of everything that a row tells to have changed. */
export function activityChanges({ before, after, settings = {} }) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys
        .map((key) => ({
            key,
            label: settings[key]?.label || labelOf(key),
            before: textOf(key, before[key], settings),
            after: textOf(key, after[key], settings),
        }))
        .filter((change) => change.before || change.after);
}
