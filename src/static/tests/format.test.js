import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { formatDuration, formatMoney, formatPrice, formatRelative, formatResources, initialsOf, letterOf } from "@woow_paas_platform/paas/core/format";
import { isMoving, outcomeInfo, roleReason, stateInfo } from "@woow_paas_platform/paas/core/labels";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

const NOW = new Date("2026-01-01T12:00:00Z").getTime();

test("durations", () => {
    expect(formatDuration(8400)).toBe("8 s");
    expect(formatDuration(125000)).toBe("2 min 05 s");
    expect(formatDuration(3840000)).toBe("1 h 04 min");
    expect(formatDuration(-5)).toBe("under 1 s");
});

test("how long ago", () => {
    expect(formatRelative("2026-01-01T11:59:40Z", NOW)).toBe("just now");
    expect(formatRelative("2026-01-01T11:59:01Z", NOW)).toBe("1 minute ago");
    expect(formatRelative("2026-01-01T09:00:00Z", NOW)).toBe("3 hours ago");
    expect(formatRelative("2025-11-01T09:00:00Z", NOW)).toMatch(/2025/);
    expect(formatRelative(null, NOW)).toBe("");
});

test("money and prices", () => {
    expect(formatMoney(12, "USD")).toBe("$12");
    expect(formatMoney(12.5, "USD")).toBe("$12.50");
    expect(formatPrice({ monthly_price: 8, currency: "USD" })).toBe("$8 / month");
    expect(formatPrice({ monthly_price: 0, currency: "USD" })).toBe("Free");
});

test("resources leave out what is not needed", () => {
    expect(formatResources({ vcpu: 0.5, ram_gb: 1, storage_gb: 0 })).toBe("0.5 vCPU · 1 GB memory");
    expect(formatResources({ vcpu: 0.25, ram_gb: 0.0625, storage_gb: 1 })).toBe("0.25 vCPU · 64 MB memory · 1 GB disk");
});

test("initials", () => {
    expect(initialsOf("Olivia Anne Owner")).toBe("OO");
    expect(initialsOf("mei")).toBe("ME");
    expect(initialsOf("👩‍💻 🥐 Bakers")).toBe("👩‍💻B");
    expect(letterOf("👨‍👩‍👧 home")).toBe("👨‍👩‍👧");
    expect(letterOf("shop")).toBe("S");
    expect(initialsOf("")).toBe("");
});

test("every state has a word, an icon and a tone; unknown ones show as they are", () => {
    for (const state of ["pending", "deploying", "running", "upgrading", "stopping", "stopped", "starting", "restarting", "error", "deleting", "deleted"]) {
        const info = stateInfo(state);
        expect(Boolean(info.label && info.icon && info.tone)).toBe(true, { message: state });
    }
    expect(stateInfo("odd").label).toBe("odd");
    expect([isMoving("deploying"), isMoving("running"), isMoving("error")]).toEqual([true, false, false]);
    expect(outcomeInfo("went_back").label).toBe("Went back");
});

test("a reason without a policy is still a sentence", () => {
    expect(roleReason(undefined, "guest")).toMatch(/Your role here \(Guest\) does not allow this/);
});
