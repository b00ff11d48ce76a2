const ORDER = ["Ingress", "Service", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet", "Pod", "PersistentVolumeClaim", "ConfigMap", "Secret"];

function rank({ kind }) {
    const place = ORDER.indexOf(kind);
    return place < 0 ? ORDER.length : place;
}

/** What was there before and is of no use now: a Deployment's scaled-down ReplicaSets. */
function isPast(item, children) {
    return item.kind === "ReplicaSet" && !children.length && item.details?.desired === 0;
}

/**
 * The operator's flat list as a tree: `{item, children}` below the root, what people look for first at the top.
 * An item whose parent is not in the list hangs on the root, so that nothing is lost.
 */
export function resourceTree(items) {
    const known = new Set(items.map(({ uid }) => uid));
    const root = items.find(({ kind, parent }) => kind === "Release" && !parent) || null;
    const childrenOf = (uid) =>
        items
            .filter((item) => item !== root && (item.parent === uid || (uid === root?.uid && !known.has(item.parent))))
            .sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name))
            .map((item) => ({ item, children: childrenOf(item.uid) }))
            .filter(({ item, children }) => !isPast(item, children));
    return { root, nodes: root ? childrenOf(root.uid) : [] };
}

/** A name without the release's own, which all of them begin with: "…-db-0", or "" where nothing is left. */
export function shortName(name, release) {
    return release && name.startsWith(release) ? name.slice(release.length) && `…${name.slice(release.length)}` : name;
}

/** How many of the items are in each state. */
export function countStates(items) {
    const counts = { ok: 0, working: 0, failing: 0, unknown: 0 };
    for (const { kind, state } of items) {
        if (kind !== "Release") {
            counts[state in counts ? state : "unknown"]++;
        }
    }
    return counts;
}

/** The events about one object, or all of them; the newest first. */
export function eventsOf(events, item) {
    const about = item && item.kind !== "Release" ? `${item.kind}/${item.name}` : null;
    return events
        .filter((event) => !about || event.about === about)
        .sort((one, other) => (other.last || "").localeCompare(one.last || ""));
}
