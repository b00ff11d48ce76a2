import { mockFetch } from "@odoo/hoot-mock";

/** Like `mockFetch` for what is asked of `/api/…`; what Odoo itself asks, such as mail's first look, gets nothing. */
export function mockApiFetch(answer) {
    mockFetch((input, options = {}) => {
        const url = String(input).replace(/^https?:\/\/[^/]+/, "");
        if (url.startsWith("/api/")) {
            return answer(url, options);
        }
        const nothing = { jsonrpc: "2.0", id: null, result: {} };
        return new Response(JSON.stringify(nothing), { headers: { "Content-Type": "application/json" } });
    });
}

/** Answers `/api/…` from a table `"GET /api/me": data` or a function of the body and `Headers`; everything else is an error. */
export function mockApi(routes) {
    mockApiFetch((url, options) => {
        const key = `${options.method || "GET"} ${url.split("?")[0]}`;
        if (!(key in routes)) {
            throw new Error(`no answer for ${key}`);
        }
        const route = routes[key];
        const body = options.body ? JSON.parse(options.body) : undefined;
        const answer = typeof route === "function" ? route({ url, body, headers: new Headers(options.headers) }) : ok(route);
        return new Response(JSON.stringify(answer.body), {
            status: answer.status,
            headers: { "Content-Type": "application/json" },
        });
    });
}

export function ok(data, status = 200) {
    return { status, body: { success: true, data, count: Array.isArray(data) ? data.length : undefined } };
}

export function refused(status, code, error, fields) {
    return { status, body: { success: false, error, code, fields } };
}

export const CONFIG = {
    apps_domain: "apps.localhost",
    apps_scheme: "http",
    apps_port: "8080",
    currency: { code: "USD" },
    languages: [{ code: "en_US", name: "English" }],
    operator: { reachable: true, last_seen: null, message: "" },
    cluster: { kind: "embedded", stand_in_images: false, enforces_network_policy: false },
    policy: { "service.launch": ["owner", "admin", "user"] },
    features: [],
};

export function makeService(values = {}) {
    return {
        id: 7,
        name: "Shop",
        state: "running",
        state_reason: "",
        state_reason_code: "",
        stage: "done",
        progress: 100,
        template: { id: 1, name: "Web site", monthly_price: 3, currency: "USD", icon_url: "" },
        workspace_id: 3,
        subdomain: "shop",
        url: "http://shop.apps.localhost:8080",
        generation: 2,
        observed_generation: 2,
        allowed_actions: ["change", "domain", "rollback", "stop", "restart", "delete"],
        stage_times: {},
        updated_at: "2026-01-01T00:00:00Z",
        created_date: "2026-01-01T00:00:00Z",
        operator_reachable: true,
        specs: { required: [{ key: "site.title", label: "Title", type: "text", required: true }], optional: [] },
        values: { "site.title": "Bread" },
        ...values,
    };
}
