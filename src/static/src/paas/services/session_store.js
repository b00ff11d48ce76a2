import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";
import { roleReason } from "../core/labels";

/** Who is signed in and what this site offers. */
export class SessionStore extends Reactive {
    constructor(api) {
        super();
        this.api = api;
        this.me = null;
        this.config = null;
        this.online = browser.navigator.onLine;
        browser.addEventListener("online", () => (this.online = true));
        browser.addEventListener("offline", () => (this.online = false));
    }

    async load() {
        [this.me, this.config] = await Promise.all([this.api.get("/api/me"), this.api.get("/api/config")]);
    }

    async refreshConfig() {
        this.config = await this.api.get("/api/config");
    }

    setLanguage(lang) {
        return this.saveMe({ lang });
    }

    /** Changes name, language or time zone; another language is that of a new page, which `leave` prepares for. */
    async saveMe(values, leave = () => {}) {
        this.me = await this.api.patch("/api/me", values);
        leave();
        if (values.lang) {
            browser.location.reload();
        }
    }

    get operatorAway() {
        return Boolean(this.config && !this.config.operator.reachable);
    }

    get standInImages() {
        return Boolean(this.config?.cluster?.stand_in_images);
    }

    get simulated() {
        return this.config?.cluster?.kind === "simulated";
    }

    get currency() {
        return this.config?.currency?.code || "USD";
    }

    /** Why this caller may not do `action` in the workspace, or "" when he may. */
    whyNot(workspace, action) {
        if (!workspace || workspace.permissions?.includes(action)) {
            return "";
        }
        return roleReason(this.config?.policy?.[action], workspace.role);
    }

    /** `https://shop.apps.example.com` for a subdomain. */
    urlOf(subdomain) {
        const { apps_scheme: scheme, apps_domain: domain, apps_port: port } = this.config;
        return `${scheme}://${subdomain}.${domain}${port ? `:${port}` : ""}`;
    }
}

registry.category("services").add("woow_session", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new SessionStore(woow_api),
});
