import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const LIMIT = 50;

/** The activity logs of workspaces. What a filter has shown is the page's to keep. */
export class ActivityStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
    }

    /** One page, newest first. @returns {Promise<{items: Object[], count: number}>} */
    page(workspaceId, filters, offset = 0) {
        return this.api.list(`/api/workspaces/${workspaceId}/activity`, { ...filters, limit: LIMIT, offset });
    }

    /** Saves what fits the filters as a CSV file. */
    download(workspaceId, filters) {
        return this.api.download(`/api/workspaces/${workspaceId}/activity/export`, filters);
    }
}

/** Rows by id, newest first: the log only grows, so that what came before stays true. */
export function mergeRows(known, fresh) {
    const byId = new Map([...known, ...fresh].map((row) => [row.id, row]));
    return [...byId.values()].sort((one, other) => other.date.localeCompare(one.date) || other.id - one.id);
}

/** `[{day, items}]` in the order of the rows; `dayOf` names the day of a moment. */
export function byDay(rows, dayOf) {
    const days = [];
    for (const row of rows) {
        const day = dayOf(row.date);
        if (days.at(-1)?.day !== day) {
            days.push({ day, items: [] });
        }
        days.at(-1).items.push(row);
    }
    return days;
}

const DAY = 24 * 3600 * 1000;

/** The bounds that a choice of time means: a number of days until now, or two local dates, both included. */
export function timeBounds({ time, from, to }, now = Date.now()) {
    if (time !== "dates") {
        return { since: time ? new Date(now - Number(time) * DAY).toISOString() : "", until: "" };
    }
    const until = to && new Date(`${to}T00:00:00`);
    if (until) {
        until.setDate(until.getDate() + 1);
    }
    return { since: from ? new Date(`${from}T00:00:00`).toISOString() : "", until: until ? until.toISOString() : "" };
}

registry.category("services").add("woow_activity", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new ActivityStore(woow_api),
});
