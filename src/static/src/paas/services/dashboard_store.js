import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

/** Figures, things that need attention, and what happened lately. */
export class DashboardStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.data = null;
    }

    async load() {
        this.data = await this.api.get("/api/dashboard");
    }
}

registry.category("services").add("woow_dashboard", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new DashboardStore(woow_api),
});
