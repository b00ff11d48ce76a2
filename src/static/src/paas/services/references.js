const LIVE = ["pending", "deploying", "running", "upgrading", "starting", "restarting", "stopping", "stopped", "error"];

/** A value that another service of the workspace holds: `{from_service, key}`. */
export function isReference(value) {
    return Boolean(value && typeof value === "object" && value.from_service);
}

/** What the server takes of a reference. */
export function plainReference({ from_service, key }) {
    return { from_service, key };
}

export function sameValue(one, other) {
    if (isReference(one) && isReference(other)) {
        return one.from_service === other.from_service && one.key === other.key;
    }
    return one === other;
}

/** What the specs may take from neighbours: `[{provides, specs}]`, in order of appearance. */
export function neighbourNeeds(specs) {
    const needs = new Map();
    for (const spec of specs) {
        const provides = spec.from?.provides;
        if (provides) {
            needs.set(provides, [...(needs.get(provides) || []), spec]);
        }
    }
    return [...needs].map(([provides, list]) => ({ provides, specs: list }));
}

/** Services that can be taken from, those that run first. */
export function neighboursFor(services, provides, ownId = null) {
    return services
        .filter((service) => service.provides === provides && service.id !== ownId && LIVE.includes(service.state))
        .sort((one, other) => Number(other.state === "running") - Number(one.state === "running") || one.name.localeCompare(other.name));
}

/** The values that take everything of a need from one neighbour. */
export function valuesFrom(need, { id, name }) {
    const taken = ({ key, from }) => [key, { from_service: id, from_service_name: name, key: from.key }];
    return Object.fromEntries(need.specs.map(taken));
}

/** The values of a need that is filled in by hand again: what was typed stays, what was taken starts anew. */
export function valuesByHand(need, values) {
    const typed = ({ key, default: start }) => [key, isReference(values[key]) ? (start ?? "") : values[key]];
    return Object.fromEntries(need.specs.map(typed));
}

/** The neighbour that the need's values are taken from; "" when they are typed, or come from several. */
export function chosenNeighbour(need, values) {
    const ids = new Set(need.specs.map((spec) => (isReference(values[spec.key]) ? values[spec.key].from_service : "")));
    const given = [...ids].filter(Boolean);
    return given.length === 1 ? given[0] : "";
}
