import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const LIMIT = 200;

/** The caller's workspaces and their members. */
export class WorkspaceStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.byId = {};
        this.mine = [];
        this.members = {};
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

    async loadMembers(id) {
        const { items } = await this.api.list(`/api/workspaces/${id}/members`);
        this.members[id] = items;
    }

    async create(values, key) {
        const workspace = this.remember(await this.api.post("/api/workspaces", values, { "Idempotency-Key": key }));
        this.mine = [workspace, ...this.mine];
        return workspace;
    }

    async update(id, values) {
        return this.remember(await this.api.patch(`/api/workspaces/${id}`, values));
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
