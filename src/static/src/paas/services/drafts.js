import { registry } from "@web/core/registry";

/** Half-filled forms that their page comes back to, while the application is open. Nothing is written to the disk. */
export class Drafts {
    constructor() {
        this.kept = new Map();
    }

    keep(name, values) {
        this.kept.set(name, values);
    }

    /** What was kept under the name, once. */
    take(name) {
        const values = this.kept.get(name);
        this.kept.delete(name);
        return values || null;
    }
}

registry.category("services").add("woow_drafts", { start: () => new Drafts() });
