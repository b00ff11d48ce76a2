import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const LIMIT = 200;

/** What the marketplace offers. */
export class TemplateStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.all = null;
        this.categories = [];
        this.details = {};
        this.recent = [];
    }

    async loadAll() {
        const [templates, categories] = await Promise.all([
            this.api.list("/api/cloud/templates", { order: "recent", limit: LIMIT }),
            this.api.list("/api/cloud/categories"),
        ]);
        this.all = templates.items;
        this.recent = templates.items.filter((template) => template.recently_used);
        this.categories = categories.items;
    }

    async load(id) {
        this.details[id] = await this.api.get(`/api/cloud/templates/${id}`);
        return this.details[id];
    }
}

registry.category("services").add("woow_templates", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new TemplateStore(woow_api),
});
