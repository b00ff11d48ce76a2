import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockFetch } from "@odoo/hoot-mock";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { ApiError, OnceKey, apiFetch, withQuery } from "@woow_paas_platform/paas/core/api";
import { mockApi, ok, refused } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("an answer is its data", async () => {
    mockApi({ "GET /api/me": { name: "Olivia" } });
    expect((await apiFetch("GET", "/api/me")).data).toEqual({ name: "Olivia" });
});

test("writes are JSON and carry their headers", async () => {
    mockApi({
        "POST /api/workspaces": ({ body, headers }) => {
            expect.step([body.name, headers.get("Content-Type"), headers.get("Idempotency-Key")].join(" "));
            return ok({ id: 1 }, 201);
        },
    });
    await apiFetch("POST", "/api/workspaces", { body: { name: "Lab" }, headers: { "Idempotency-Key": "k" } });
    expect.verifySteps(["Lab application/json k"]);
});

test("a refusal is an ApiError with its sentence, code and fields", async () => {
    mockApi({ "POST /api/workspaces": () => refused(422, "invalid", "Please mend the fields.", { name: "Too long." }) });
    const error = await apiFetch("POST", "/api/workspaces").catch((reason) => reason);
    expect(error).toBeInstanceOf(ApiError);
    expect([error.status, error.code, error.message, error.fields.name]).toEqual([422, "invalid", "Please mend the fields.", "Too long."]);
});

test("an answer that is not JSON is a sentence, too", async () => {
    mockFetch(() => new Response("<h1>Bad gateway</h1>", { status: 502, headers: { "Content-Type": "text/html" } }));
    const error = await apiFetch("GET", "/api/me").catch((reason) => reason);
    expect(error.status).toBe(502);
    expect(error.message).toMatch(/did not answer as expected \(502\)/);
});

test("no answer at all is offline", async () => {
    mockFetch(() => {
        throw new TypeError("Failed to fetch");
    });
    const error = await apiFetch("GET", "/api/me").catch((reason) => reason);
    expect(error.isOffline).toBe(true);
    expect(error.message).toMatch(/cannot be reached/);
});

test("empty parameters are left out", () => {
    expect(withQuery("/api/workspaces", { search: "", role: "owner", limit: 5, x: null })).toBe("/api/workspaces?role=owner&limit=5");
});

test("the idempotency key changes with the body only", () => {
    const key = new OnceKey();
    const first = key.for({ name: "a" });
    expect(key.for({ name: "a" })).toBe(first);
    expect(key.for({ name: "b" })).not.toBe(first);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
});
