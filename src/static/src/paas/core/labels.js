import { _t } from "@web/core/l10n/translation";
import { formatChoice } from "./format";

/** Tone and icon of each state; a state is never told by its colour alone. */
const STATES = {
    pending: { tone: "working", icon: "hourglass_top", moving: true, label: () => _t("Waiting") },
    deploying: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Deploying") },
    running: { tone: "running", icon: "check_circle", label: () => _t("Running") },
    upgrading: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Updating") },
    stopping: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Stopping") },
    starting: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Starting") },
    restarting: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Restarting") },
    stopped: { tone: "idle", icon: "pause_circle", label: () => _t("Stopped") },
    error: { tone: "error", icon: "error", label: () => _t("Error") },
    deleting: { tone: "warning", icon: "progress_activity", moving: true, label: () => _t("Deleting") },
    deleted: { tone: "idle", icon: "delete", label: () => _t("Deleted") },
    active: { tone: "running", icon: "check_circle", label: () => _t("Active") },
    archived: { tone: "idle", icon: "archive", label: () => _t("Archived") },
    invited: { tone: "working", icon: "mail", label: () => _t("Invited") },
    expired: { tone: "warning", icon: "schedule", label: () => _t("Expired") },
    unsent: { tone: "error", icon: "error", label: () => _t("Mail failed") },
};

const ROLES = {
    owner: () => _t("Owner"),
    admin: () => _t("Admin"),
    user: () => _t("User"),
    guest: () => _t("Guest"),
};

const KINDS = {
    install: () => _t("Launched"),
    launch: () => _t("Launched"),
    upgrade: () => _t("Changed"),
    change: () => _t("Changed"),
    version: () => _t("Upgraded"),
    relaunch: () => _t("Launched again"),
    discard: () => _t("Data discarded"),
    custom_domain: () => _t("Own domain changed"),
    quota: () => _t("New quota"),
    reference: () => _t("Value of a neighbour changed"),
    domain: () => _t("Address changed"),
    start: () => _t("Started"),
    stop: () => _t("Stopped"),
    restart: () => _t("Restarted"),
    retry: () => _t("Tried again"),
    rollback: () => _t("Rolled back"),
    delete: () => _t("Deleted"),
    remove: () => _t("Deleted"),
};

const OUTCOMES = {
    pending: { tone: "working", icon: "hourglass_top", label: () => _t("Under way") },
    good: { tone: "running", icon: "check_circle", label: () => _t("Good") },
    failed: { tone: "error", icon: "error", label: () => _t("Failed") },
    superseded: { tone: "idle", icon: "layers", label: () => _t("Superseded") },
    went_back: { tone: "warning", icon: "undo", label: () => _t("Went back") },
};

export function stateInfo(state) {
    const known = STATES[state];
    return known ? { ...known, label: known.label() } : { tone: "idle", icon: "info", label: state || "" };
}

export function outcomeInfo(outcome) {
    const known = OUTCOMES[outcome] || OUTCOMES.pending;
    return { ...known, label: known.label() };
}

export function isMoving(state) {
    return Boolean(STATES[state]?.moving);
}

export function roleLabel(role) {
    return ROLES[role]?.() || role || "";
}

/** What people of a role may do, in a sentence. */
const ROLE_NOTES = {
    admin: () => _t("Manages members and settings, and does all that a user does."),
    user: () => _t("Launches, changes and deletes services."),
    guest: () => _t("Looks at everything and changes nothing."),
};

/** The roles that can be given, each with what it means. */
export function givenRoles() {
    return Object.entries(ROLE_NOTES).map(([value, note]) => ({ value, label: roleLabel(value), note: note() }));
}

export function roleOptions() {
    return Object.entries(ROLES).map(([value, label]) => ({ value, label: label() }));
}

export function kindLabel(kind) {
    return KINDS[kind]?.() || kind;
}

/** Why a person of this role may not do it, naming the roles that may. */
export function roleReason(roles, role) {
    if (!roles?.length) {
        return _t("Your role here (%s) does not allow this. Ask an owner of the workspace.", roleLabel(role));
    }
    return _t("This takes the role %(roles)s; yours here is %(role)s.", {
        roles: formatChoice(roles.map(roleLabel)),
        role: roleLabel(role),
    });
}
