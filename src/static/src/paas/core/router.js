import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

export const pages = registry.category("woow_pages");

/** A part of an address as text; as it stands where it is not well encoded. */
function readWord(word) {
    try {
        return decodeURIComponent(word);
    } catch {
        return word;
    }
}

/**
 * Turns `#/workspaces/{int:id}/services/{tab}` into a function from a hash to its parameters, or null.
 */
export function compileRoute(route) {
    const names = [];
    const pattern = route.replace(/[.]/g, "\\.").replace(/\{(?:(int):)?(\w+)\}/g, (_match, type, name) => {
        names.push([name, type === "int" ? Number : readWord]);
        return type === "int" ? "(\\d+)" : "([^/]+)";
    });
    const regex = new RegExp(`^${pattern}/?$`);
    return (hash) => {
        const found = regex.exec(hash);
        return found && Object.fromEntries(names.map(([name, read], index) => [name, read(found[index + 1])]));
    };
}

function splitHash(hash) {
    const [path, query = ""] = hash.split("?");
    return { path, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** The page that a hash means: `{name, page, params, query, key}`. */
export function matchHash(hash) {
    const { path, query } = splitHash(hash || "#/dashboard");
    for (const [name, page] of pages.getEntries()) {
        for (const route of [page.route].flat()) {
            const params = compileRoute(route)(path);
            if (params) {
                return { name, page, params, query, key: name + JSON.stringify({ ...params, tab: undefined }) };
            }
        }
    }
    return { name: "not_found", page: null, params: {}, query, key: path };
}

/** Which page is shown; a page with unsaved input may ask before it is left. */
export class Router extends Reactive {
    constructor() {
        super();
        this.hash = browser.location.hash || "#/dashboard";
        this.current = matchHash(this.hash);
        this.guard = null;
        this.leaveFor = null;
        browser.addEventListener("hashchange", () => this.onHashChange());
        browser.addEventListener("beforeunload", (ev) => {
            if (this.guard?.isDirty()) {
                ev.preventDefault();
            }
        });
    }

    navigate(hash, { replace = false } = {}) {
        if (replace) {
            browser.history.replaceState(null, "", hash);
            this.onHashChange();
        } else {
            browser.location.hash = hash;
        }
    }

    /** Writes `query` into the address of the page that is shown, which stays as it is. */
    setQuery(query) {
        const { path } = splitHash(this.hash);
        const words = new URLSearchParams(query).toString();
        const hash = path + (words && `?${words}`);
        if (hash !== this.hash) {
            browser.history.replaceState(null, "", hash);
            this.hash = hash;
            this.current = matchHash(hash);
        }
    }

    /** @param {{isDirty: () => boolean, confirm: (leave: () => void, answered: () => void) => void}|null} guard */
    setGuard(guard) {
        this.guard = guard;
    }

    dropGuard(guard) {
        if (this.guard === guard) {
            this.guard = null;
        }
    }

    /** Asks whether to leave for `hash`; while a question is open, the newest way on is what it is about. */
    ask(hash) {
        const isAsked = this.leaveFor;
        this.leaveFor = hash;
        if (!isAsked) {
            this.guard.confirm(() => {
                this.guard = null;
                this.navigate(this.leaveFor);
            }, () => (this.leaveFor = null));
        }
    }

    onHashChange() {
        const hash = browser.location.hash || "#/dashboard";
        if (hash === this.hash) {
            return;
        }
        if (this.guard?.isDirty()) {
            browser.history.pushState(null, "", this.hash);
            this.ask(hash);
            return;
        }
        this.hash = hash;
        this.current = matchHash(hash);
    }
}

registry.category("services").add("woow_router", { start: () => new Router() });
