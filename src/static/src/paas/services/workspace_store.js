import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const LIMIT = 200;

/** The caller's workspaces, their settings, and what they can be made of. */
export class WorkspaceStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.byId = {};
        this.mine = [];
        this.settings = {};
        this.templates = null;
    }

    remember(workspace) {
        this.byId[workspace.id] = { ...this.byId[workspace.id], ...workspace };
        return this.byId[workspace.id];
    }

    /** @returns {Promise<{items: Object[], count: number}>} */
    async search(params) {
        const answer = await this.api.list("/api/workspaces", { limit: LIMIT, ...params });
        answer.items = answer.items.map((workspace) => this.remember(workspace));
        return answer;
    }

    async loadMine() {
        const { items } = await this.search({ state: "active" });
        this.mine = items;
    }

    async load(id) {
        return this.remember(await this.api.get(`/api/workspaces/${id}`));
    }

    async loadSettings(id) {
        this.settings[id] = await this.api.get(`/api/workspaces/${id}/settings`);
        this.remember(this.shared(this.settings[id]));
        return this.settings[id];
    }

    /** Name, description, `regenerate_slug`, or the caller's own `notify_…`. */
    async saveSettings(id, values) {
        this.settings[id] = await this.api.patch(`/api/workspaces/${id}/settings`, values);
        this.remember(this.shared(this.settings[id]));
        await this.loadMine();
    }

    /** What the settings and the workspace have in common. */
    shared(settings) {
        const workspace = { ...settings };
        delete workspace.notifications;
        return workspace;
    }

    /** What a workspace can be made of. */
    async loadTemplates() {
        const { items } = await this.api.list("/api/workspace-templates", { limit: LIMIT });
        this.templates = items;
    }

    async create(values, key) {
        const workspace = this.remember(await this.api.post("/api/workspaces", values, { "Idempotency-Key": key }));
        this.mine = [workspace, ...this.mine];
        return workspace;
    }

    /** Saves the workspace as a file. */
    export(id) {
        return this.api.download(`/api/workspaces/${id}/export`);
    }

    /** What an import of the document would make. */
    previewImport(document) {
        return this.api.post("/api/workspaces/import?dry_run=1", document);
    }

    /** Makes the workspace of the document, all of it or nothing. */
    async import(document, key) {
        const made = await this.api.post("/api/workspaces/import", document, { "Idempotency-Key": key });
        await this.loadMine();
        return made;
    }

    async update(id, values) {
        return this.remember(await this.api.patch(`/api/workspaces/${id}`, values));
    }

    /** Deletes an archived workspace with everything in it; goes on after the answer. */
    async removeForever(id, name) {
        const { state } = await this.api.remove(`/api/workspaces/${id}/forever`, {}, { name });
        this.remember({ id, state });
    }

    async archive(id) {
        await this.api.remove(`/api/workspaces/${id}`);
        await this.afterStateChange(id);
    }

    async restore(id) {
        await this.api.post(`/api/workspaces/${id}/restore`);
        await this.afterStateChange(id);
    }

    async afterStateChange(id) {
        await Promise.all([this.load(id), this.loadMine()]);
    }
}

registry.category("services").add("woow_workspaces", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new WorkspaceStore(woow_api),
});
