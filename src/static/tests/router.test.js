import { describe, expect, test } from "@odoo/hoot";
import { compileRoute, matchHash } from "@woow_paas_platform/paas/core/router";

describe.current.tags("headless");

test("parameters are typed", () => {
    const match = compileRoute("#/workspaces/{int:workspaceId}/services/{int:serviceId}/{tab}");
    expect(match("#/workspaces/3/services/12/revisions")).toEqual({ workspaceId: 3, serviceId: 12, tab: "revisions" });
    expect(match("#/workspaces/x/services/12/revisions")).toBe(null);
    expect(match("#/workspaces/3/services/12")).toBe(null);
});

test("a word that is not well encoded stays as it stands", () => {
    expect(compileRoute("#/a/{word}")("#/a/%E5%95%86")).toEqual({ word: "商" });
    expect(compileRoute("#/a/{word}")("#/a/%E0%A4%A")).toEqual({ word: "%E0%A4%A" });
});

test("every screen has its address, in both spellings", () => {
    const names = {
        "#/dashboard": "dashboard",
        "": "dashboard",
        "#/workspaces": "workspaces",
        "#/workspaces/3": "workspace",
        "#/workspace/3": "workspace",
        "#/workspaces/3/services/marketplace": "marketplace",
        "#/workspaces/3/services/configure/2": "configure",
        "#/workspaces/3/services/7": "service",
        "#/workspaces/3/services/7/configuration": "service",
        "#/nonsense": "not_found",
    };
    for (const [hash, name] of Object.entries(names)) {
        expect(matchHash(hash).name).toBe(name, { message: `${hash} is ${name}` });
    }
});

test("a tab is part of its page, another service is another page", () => {
    expect(matchHash("#/workspaces/3/services/7").key).toBe(matchHash("#/workspaces/3/services/7/revisions").key);
    expect(matchHash("#/workspaces/3/services/8").key).not.toBe(matchHash("#/workspaces/3/services/7").key);
});

test("a query is no part of the path", () => {
    expect(matchHash("#/workspaces?role=owner")).toInclude(["query", { role: "owner" }]);
});
