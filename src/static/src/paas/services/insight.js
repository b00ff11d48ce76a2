import { registry } from "@web/core/registry";

/** What can be looked up about a service beyond its record. Nothing is kept: each page holds what it shows. */
export class Insight {
    constructor(api) {
        this.api = api;
    }

    path({ workspace_id: workspaceId, id }, rest) {
        return `/api/workspaces/${workspaceId}/services/${id}${rest}`;
    }

    /** What a launch would make. `body` as for the launch. @returns {Promise<Object>} the preview */
    previewLaunch(workspaceId, body) {
        return this.api.post(`/api/workspaces/${workspaceId}/services/preview`, body);
    }

    /** What `{action, values?, unset?, version?, generation?, subdomain?}` would change. */
    preview(service, body) {
        return this.api.post(this.path(service, "/preview"), body);
    }

    async resources(service) {
        return (await this.api.get(this.path(service, "/resources"))).items;
    }

    async events(service) {
        const answer = await this.api.get(this.path(service, "/events"));
        return answer.items || answer;
    }

    logs(service, params) {
        return this.api.get(this.path(service, "/logs"), params);
    }

    metrics(service) {
        return this.api.get(this.path(service, "/metrics"));
    }

    versions(service) {
        return this.api.get(this.path(service, "/versions"));
    }

    /** What differs between a generation and `against`, an earlier one. */
    diff(service, generation, against) {
        return this.api.get(this.path(service, `/revisions/${generation}/diff`), { against });
    }
}

registry.category("services").add("woow_insight", {
    dependencies: ["woow_api"],
    start: (_env, { woow_api }) => new Insight(woow_api),
});
