import { _t } from "@web/core/l10n/translation";
import { formatRelative } from "./format";

/** What people who never met Kubernetes call its objects. */
const KINDS = {
    Release: { icon: "deployed_code", label: () => _t("The app") },
    Deployment: { icon: "layers", label: () => _t("Program") },
    StatefulSet: { icon: "layers", label: () => _t("Program with data") },
    DaemonSet: { icon: "layers", label: () => _t("Program on each machine") },
    ReplicaSet: { icon: "layers", label: () => _t("Edition of the program") },
    Pod: { icon: "memory", label: () => _t("Running copy") },
    Job: { icon: "checklist", label: () => _t("Task") },
    CronJob: { icon: "schedule", label: () => _t("Planned task") },
    Service: { icon: "hub", label: () => _t("Inner address") },
    Ingress: { icon: "public", label: () => _t("Web address") },
    PersistentVolumeClaim: { icon: "storage", label: () => _t("Volume") },
    ConfigMap: { icon: "settings", label: () => _t("Settings") },
    Secret: { icon: "key", label: () => _t("Secrets") },
    ServiceAccount: { icon: "account_circle", label: () => _t("Account") },
    NetworkPolicy: { icon: "shield", label: () => _t("Network rule") },
    Certificate: { icon: "lock", label: () => _t("Certificate") },
};

const RESOURCE_STATES = {
    ok: { tone: "running", icon: "check_circle", label: () => _t("Good") },
    working: { tone: "working", icon: "progress_activity", moving: true, label: () => _t("Working") },
    failing: { tone: "error", icon: "error", label: () => _t("Failing") },
    unknown: { tone: "idle", icon: "help", label: () => _t("Unknown") },
};

const CHANGES = {
    create: { tone: "running", icon: "add", label: () => _t("New") },
    update: { tone: "working", icon: "edit", label: () => _t("Changed") },
    replace: { tone: "warning", icon: "swap_horiz", label: () => _t("Replaced") },
    delete: { tone: "error", icon: "delete", label: () => _t("Removed") },
    unchanged: { tone: "idle", icon: "check", label: () => _t("Stays") },
};

function shown(entry) {
    return { ...entry, label: entry.label() };
}

/** Icon and name of a kind; an unknown one keeps its own name. */
export function kindInfo(kind) {
    return KINDS[kind] ? shown(KINDS[kind]) : { icon: "deployed_code", label: kind };
}

function readyLine({ desired, ready }) {
    return desired === undefined ? "" : _t("%(ready)s of %(all)s ready", { ready: ready ?? 0, all: desired });
}

function podLine({ phase, node, containers = [] }) {
    const restarts = containers.reduce((sum, { restarts: times }) => sum + (times || 0), 0);
    return [phase, node && _t("on %s", node), restarts && _t("restarted %s times", restarts)].filter(Boolean).join(" · ");
}

const DETAILS = {
    Deployment: readyLine,
    StatefulSet: readyLine,
    DaemonSet: readyLine,
    ReplicaSet: readyLine,
    Pod: podLine,
    Service: ({ ports = [] }) => ports.map((port) => port.port ?? port).join(", "),
    Ingress: ({ hosts = [] }) => hosts.join(", "),
    PersistentVolumeClaim: ({ size }) => size || "",
    CronJob: ({ schedule }) => schedule || "",
};

/** What is worth knowing of an object in a line, and since when it is there. */
export function detailLine({ kind, details, created_at: since }) {
    return [DETAILS[kind]?.(details || {}), since && _t("since %s", formatRelative(since))].filter(Boolean).join(" · ");
}

export function resourceStateInfo(state) {
    return shown(RESOURCE_STATES[state] || RESOURCE_STATES.unknown);
}

export function changeInfo(change) {
    return shown(CHANGES[change] || CHANGES.unchanged);
}

/** What changes first, what stays last. */
export function changeOrder() {
    return Object.keys(CHANGES);
}
