import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { apiService } from "@woow_paas_platform/paas/core/api";
import { placeOf } from "@woow_paas_platform/paas/components/import_modal/import_modal";
import { findServices } from "@woow_paas_platform/paas/pages/workspace/service_list/service_list";
import { quotaRows } from "@woow_paas_platform/paas/services/quota";
import { WorkspaceStore } from "@woow_paas_platform/paas/services/workspace_store";
import { mockApi, ok } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("used and free of each resource, with what is nearly full", () => {
    const quota = {
        cpu: { limit: 4, used: 3.75, free: 0.25 },
        homes: { limit: 0, used: 0, free: 0 },
        members: { limit: 25, used: 30, free: 0 },
    };
    const shown = quotaRows(quota).map(({ name, percent, isTight, used, free }) => [name, percent, isTight, used, free]);
    expect(shown).toEqual([
        ["cpu", 94, true, "3.75 vCPU", "0.25 vCPU"],
        ["homes", 0, false, "0", "0"],
        ["members", 100, true, "30", "0"],
    ]);
});

test("what the settings say is known of the workspace, too", async () => {
    mockApi({
        "PATCH /api/workspaces/3/settings": ({ body }) => ok({ id: 3, ...body, notifications: { notify_errors: true } }),
        "GET /api/workspaces": [],
    });
    const store = new WorkspaceStore(apiService.start());
    store.remember({ id: 3, name: "Lab", member_count: 4 });
    await store.saveSettings(3, { name: "Bakery" });
    expect(store.byId[3]).toEqual({ id: 3, name: "Bakery", member_count: 4 });
    expect(store.settings[3].notifications).toEqual({ notify_errors: true });
});

test("what is wrong in an imported file is told by the names in it", () => {
    const file = { services: [{ name: "Shop" }], members: [{ email: "ann@example.com" }, {}] };
    expect(placeOf("services.0.values.auth.database", file)).toBe("Service Shop, auth.database");
    expect(placeOf("services.3.template", file)).toBe("Service 4, template");
    expect(placeOf("members.0.role", file)).toBe("Member ann@example.com, role");
    expect(placeOf("members.1.email", file)).toBe("Member 2, email");
    expect(placeOf("format", file)).toBe("format");
    expect(placeOf("services", null)).toBe("services");
});

test("many services are found by name, app and state, the best names first", () => {
    const service = (name, state, app = "Web site") => ({ name, state, template: { name: app } });
    const list = [service("Old shop", "running"), service("Base", "error", "Shop"), service("Shop", "stopped"), service("Wiki", "starting")];
    const names = (filters) => findServices(list, filters).map(({ name }) => name);
    expect(names({ search: "shop" })).toEqual(["Shop", "Old shop", "Base"]);
    expect(names({ search: "shop", state: "error" })).toEqual(["Base"]);
    expect(names({ state: "moving" })).toEqual(["Wiki"]);
    expect(names({})).toEqual(["Old shop", "Base", "Shop", "Wiki"]);
});

test("deleting for good sends the typed name", async () => {
    mockApi({
        "DELETE /api/workspaces/3/forever": ({ body }) => (expect.step(body.name), ok({ id: 3, state: "deleting", services_left: 1 })),
    });
    const store = new WorkspaceStore(apiService.start());
    await store.removeForever(3, "Lab");
    expect.verifySteps(["Lab"]);
    expect(store.byId[3].state).toBe("deleting");
});
