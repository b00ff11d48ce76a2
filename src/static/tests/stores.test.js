import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { apiService } from "@woow_paas_platform/paas/core/api";
import { ServiceStore } from "@woow_paas_platform/paas/services/service_store";
import { SessionStore } from "@woow_paas_platform/paas/services/session_store";
import { WorkspaceStore } from "@woow_paas_platform/paas/services/workspace_store";
import { CONFIG, makeService, mockApi, ok, refused } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("a late answer never takes a service back", () => {
    const store = new ServiceStore(apiService.start());
    store.remember(makeService({ generation: 3, state: "upgrading", updated_at: "2026-01-01T00:00:05Z" }));
    store.remember(makeService({ generation: 2, state: "running" }));
    expect(store.byId[7].state).toBe("upgrading");
    store.remember(makeService({ generation: 3, state: "running", updated_at: "2026-01-01T00:00:04Z" }));
    expect(store.byId[7].state).toBe("upgrading");
    store.remember(makeService({ generation: 3, state: "running", updated_at: "2026-01-01T00:00:09Z" }));
    expect(store.byId[7].state).toBe("running");
});

test("a list keeps what the detail knew", () => {
    const store = new ServiceStore(apiService.start());
    store.remember(makeService());
    const short = makeService();
    delete short.values;
    delete short.specs;
    store.remember(short);
    expect(store.byId[7].values).toEqual({ "site.title": "Bread" });
});

test("the end of an operation is told once", () => {
    const store = new ServiceStore(apiService.start(), (service) => expect.step(service.state));
    store.remember(makeService({ state: "deploying", generation: 1 }));
    store.remember(makeService({ state: "running", generation: 1 }));
    store.remember(makeService({ state: "running", generation: 1 }));
    expect.verifySteps(["running"]);
});

test("a change names the generation it was made on", async () => {
    mockApi({
        "PATCH /api/workspaces/3/services/7": ({ headers, body }) => {
            expect.step(`${headers.get("If-Match")} ${JSON.stringify(body)}`);
            return ok(makeService({ generation: 3, state: "upgrading" }));
        },
    });
    const store = new ServiceStore(apiService.start());
    await store.change(makeService(), { values: { "site.title": "Cake" } });
    expect.verifySteps(['"2" {"values":{"site.title":"Cake"}}']);
    expect(store.byId[7].state).toBe("upgrading");
});

test("a change on an old generation is refused and changes nothing here", async () => {
    mockApi({ "PATCH /api/workspaces/3/services/7": () => refused(412, "version_changed", "Somebody was faster.") });
    const store = new ServiceStore(apiService.start());
    store.remember(makeService());
    const error = await store.change(makeService(), { name: "New" }).catch((reason) => reason);
    expect([error.status, error.code]).toEqual([412, "version_changed"]);
    expect(store.byId[7].name).toBe("Shop");
});

test("actions go to their own paths", async () => {
    mockApi({
        "POST /api/workspaces/3/services/7/stop": () => (expect.step("stop"), ok(makeService({ state: "stopping", generation: 3 }))),
        "DELETE /api/workspaces/3/services/7": ({ url }) => (expect.step(url), ok(makeService({ state: "deleting", generation: 4 }))),
    });
    const store = new ServiceStore(apiService.start());
    await store.act(makeService(), "stop");
    await store.remove(makeService(), true);
    expect.verifySteps(["stop", "/api/workspaces/3/services/7?keep_data=true"]);
    expect(store.byId[7].state).toBe("deleting");
});

test("a refused action names the roles it takes", () => {
    const session = new SessionStore(apiService.start());
    session.config = CONFIG;
    const guest = { role: "guest", permissions: ["service.view"] };
    expect(session.whyNot(guest, "service.launch")).toBe("This takes the role Owner, Admin, or User; yours here is Guest.");
    expect(session.whyNot({ role: "owner", permissions: ["service.launch"] }, "service.launch")).toBe("");
});

test("addresses are made of the site's own settings", () => {
    const session = new SessionStore(apiService.start());
    session.config = CONFIG;
    expect(session.urlOf("shop")).toBe("http://shop.apps.localhost:8080");
    session.config = { ...CONFIG, apps_scheme: "https", apps_port: "" };
    expect(session.urlOf("shop")).toBe("https://shop.apps.localhost");
});

test("the operator's absence and stand-in images are told", () => {
    const session = new SessionStore(apiService.start());
    session.config = { ...CONFIG, operator: { reachable: false }, cluster: { kind: "simulated", stand_in_images: true } };
    expect([session.operatorAway, session.standInImages, session.simulated]).toEqual([true, true, true]);
});

test("a new workspace heads the list", async () => {
    mockApi({
        "GET /api/workspaces": [{ id: 1, name: "Lab" }],
        "POST /api/workspaces": ({ body }) => ok({ id: 2, ...body }, 201),
    });
    const store = new WorkspaceStore(apiService.start());
    await store.loadMine();
    await store.create({ name: "Bakery" }, "key");
    expect(store.mine.map((workspace) => workspace.name)).toEqual(["Bakery", "Lab"]);
});
