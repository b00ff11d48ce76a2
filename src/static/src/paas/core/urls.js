/** Hash routes of the application, in one place. */
export const urls = {
    dashboard: () => "#/dashboard",
    account: () => "#/account",
    workspaces: () => "#/workspaces",
    workspace: (id) => `#/workspace/${id}`,
    team: (id) => `#/workspace/${id}/team`,
    settings: (id) => `#/workspace/${id}/settings`,
    activity: (id) => `#/workspace/${id}/activity`,
    marketplace: (id) => `#/workspaces/${id}/services/marketplace`,
    configure: (id, templateId, query = {}) => {
        const words = new URLSearchParams(query).toString();
        return `#/workspaces/${id}/services/configure/${templateId}${words && `?${words}`}`;
    },
    service: (id, serviceId, tab = "") => `#/workspaces/${id}/services/${serviceId}${tab && `/${tab}`}`,
};
