import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { apiService } from "@woow_paas_platform/paas/core/api";
import { AccountStore } from "@woow_paas_platform/paas/services/account_store";
import { mockApi, ok } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("a new token is told to the one who made it and kept nowhere", async () => {
    const kept = [];
    mockApi({
        "GET /api/me/tokens": () => ok(kept),
        "POST /api/me/tokens": ({ body, headers }) => {
            expect.step(headers.get("Idempotency-Key"));
            kept.push({ id: 1, name: body.name, scopes: body.scopes });
            return ok({ ...kept[0], token: "woow_secret" }, 201);
        },
    });
    const account = new AccountStore(apiService.start());
    const made = await account.createToken({ name: "Backup", scopes: ["service:read"], expires_in_days: 30 }, "once");
    expect(made.token).toBe("woow_secret");
    expect(JSON.stringify(account.tokens)).toBe(JSON.stringify([{ id: 1, name: "Backup", scopes: ["service:read"] }]));
    expect.verifySteps(["once"]);
});

test("a revoked token leaves the list, one that could not be revoked stays", async () => {
    mockApi({
        "GET /api/me/tokens": [{ id: 1 }, { id: 2 }],
        "DELETE /api/me/tokens/1": null,
        "DELETE /api/me/tokens/2": () => ({ status: 503, body: { success: false, error: "Busy.", code: "busy" } }),
    });
    const account = new AccountStore(apiService.start());
    await account.loadTokens();
    await account.revokeToken(1);
    await expect(account.revokeToken(2)).rejects.toThrow("Busy.");
    expect(account.tokens.map(({ id }) => id)).toEqual([2]);
});
