import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";
import { isMoving } from "../core/labels";
import { settledNotice } from "./notices";

const LIMIT = 200;

function isOlder(service, known) {
    if (service.generation !== known.generation) {
        return service.generation < known.generation;
    }
    return (service.updated_at || "") < (known.updated_at || "");
}

/** Services of the workspaces: lists, details, revisions, and what can be asked of them. */
export class ServiceStore extends Reactive {
    constructor(api, notify = () => {}) {
        super();
        this.api = api;
        this.notify = notify;
        this.byId = {};
        this.idsOf = {};
        this.revisions = {};
        this.kept = {};
    }

    /** Keeps the newer of what is known and what came: a late answer never takes a page back. */
    remember(service) {
        const known = this.byId[service.id];
        if (known && isOlder(service, known)) {
            return known;
        }
        this.byId[service.id] = { ...known, ...service };
        if (known && isMoving(known.state) && !isMoving(service.state)) {
            this.notify(this.byId[service.id]);
        }
        return this.byId[service.id];
    }

    of(workspaceId) {
        return (this.idsOf[workspaceId] || []).map((id) => this.byId[id]);
    }

    path(service, rest = "") {
        return `/api/workspaces/${service.workspace_id}/services/${service.id}${rest}`;
    }

    async loadOf(workspaceId) {
        const { items } = await this.api.list(`/api/workspaces/${workspaceId}/services`, { limit: LIMIT });
        items.forEach((service) => this.remember(service));
        this.idsOf[workspaceId] = items.map((service) => service.id);
    }

    /** Deleted services whose data was kept. */
    async loadKept(workspaceId) {
        const { items } = await this.api.list(`/api/workspaces/${workspaceId}/services`, { state: "deleted", kept: 1, limit: LIMIT });
        this.kept[workspaceId] = items;
    }

    /** Whether a service that goes is still listed; asking for the list is no error once it is gone. */
    async isThere({ workspace_id: workspaceId, id }) {
        await this.loadOf(workspaceId);
        return this.idsOf[workspaceId].includes(id) && this.byId[id].state !== "deleted";
    }

    async load(workspaceId, id) {
        return this.remember(await this.api.get(`/api/workspaces/${workspaceId}/services/${id}`));
    }

    async loadRevisions(service) {
        const { items } = await this.api.list(this.path(service, "/revisions"));
        this.revisions[service.id] = items;
    }

    async launch(workspaceId, values, key) {
        const path = `/api/workspaces/${workspaceId}/services`;
        return this.remember(await this.api.post(path, values, { "Idempotency-Key": key }));
    }

    /** @throws {ApiError} 412 when someone else changed it since `service` was read */
    async change(service, values) {
        const headers = { "If-Match": `"${service.generation}"` };
        return this.remember(await this.api.patch(this.path(service), values, headers));
    }

    /** stop, start, restart, retry, relaunch, discard; rollback with `{generation}`, domain with `{subdomain}` … */
    async act(service, action, body) {
        return this.remember(await this.api.post(this.path(service, `/${action}`), body));
    }

    async remove(service, keepData) {
        return this.remember(await this.api.remove(this.path(service), { keep_data: keepData }));
    }

    async setCustomDomain(service, domain) {
        return this.remember(await this.api.put(this.path(service, "/custom-domain"), { domain }));
    }

    async verifyCustomDomain(service) {
        return this.remember(await this.api.post(this.path(service, "/custom-domain/verify")));
    }

    async removeCustomDomain(service) {
        return this.remember(await this.api.remove(this.path(service, "/custom-domain")));
    }

    reveal(service, key) {
        return this.api.post(this.path(service, `/secrets/${encodeURIComponent(key)}/reveal`));
    }

    availability(subdomain) {
        return this.api.get(`/api/subdomains/${encodeURIComponent(subdomain)}/availability`);
    }
}

/** Services that someone waits for are looked at when the bus tells of them, whatever page is open. */
function follow(store, live) {
    live.subscribe(({ model, id }) => {
        const known = model === "service" && store.byId[id];
        if (known && isMoving(known.state) && known.state !== "deleting") {
            store.load(known.workspace_id, id).catch((error) => {
                if (error.status !== 404 && !error.isOffline) {
                    throw error;
                }
            });
        }
    });
}

registry.category("services").add("woow_services", {
    dependencies: ["woow_api", "woow_live", "notification"],
    start(_env, { woow_api, woow_live, notification }) {
        const store = new ServiceStore(woow_api, (service) => {
            const notice = settledNotice(service);
            if (notice) {
                notification.add(notice.message, { type: notice.type });
            }
        });
        follow(store, woow_live);
        return store;
    },
});
