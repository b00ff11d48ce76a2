import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { mockFetch } from "@odoo/hoot-mock";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { activityChanges, activityFace, activityUrl } from "@woow_paas_platform/paas/core/activity";
import { apiDownload, apiFetch } from "@woow_paas_platform/paas/core/api";
import { byDay, mergeRows, timeBounds } from "@woow_paas_platform/paas/services/activity_store";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

test("new rows go on top, what is known stays once", () => {
    const row = (id, date) => ({ id, date });
    const known = [row(2, "2026-01-02T00:00:00Z"), row(1, "2026-01-01T00:00:00Z")];
    const fresh = [row(4, "2026-01-03T00:00:00Z"), row(3, "2026-01-03T00:00:00Z"), row(2, "2026-01-02T00:00:00Z")];
    expect(mergeRows(known, fresh).map(({ id }) => id)).toEqual([4, 3, 2, 1]);
});

test("rows are told by day", () => {
    const rows = ["2026-01-02T10:00", "2026-01-02T09:00", "2026-01-01T09:00"].map((date, id) => ({ id, date }));
    const days = byDay(rows, (date) => date.slice(0, 10));
    expect(days.map(({ day, items }) => [day, items.length])).toEqual([["2026-01-02", 2], ["2026-01-01", 1]]);
});

test("a time is a number of days, or two local dates with the last one included", () => {
    const now = Date.parse("2026-03-10T12:00:00Z");
    expect(timeBounds({ time: "7" }, now)).toEqual({ since: "2026-03-03T12:00:00.000Z", until: "" });
    expect(timeBounds({ time: "" }, now)).toEqual({ since: "", until: "" });
    const bounds = timeBounds({ time: "dates", from: "2026-03-01", to: "2026-03-01" });
    expect(Date.parse(bounds.until) - Date.parse(bounds.since)).toBe(24 * 3600 * 1000);
    expect(timeBounds({ time: "dates", from: "", to: "" })).toEqual({ since: "", until: "" });
});

test("what changed is told in words; what is empty is left out", () => {
    const row = { before: { role: "user", "site.title": "Bread", keep: true }, after: { role: "admin", "site.title": "", keep: false } };
    expect(activityChanges(row).map(({ label, before, after }) => [label, before, after])).toEqual([
        ["Role", "User", "Admin"],
        ["site.title", "Bread", ""],
        ["keep", "Yes", "No"],
    ]);
    expect(activityChanges({ before: {}, after: { subdomain: "" } })).toEqual([]);
});

test("a quota is told by what it is of, with its unit", () => {
    const row = { before: { quota_cpu: 4, quota_memory_gb: 8, quota_members: 25 }, after: { quota_cpu: 6, quota_memory_gb: 16, quota_members: 30 } };
    expect(activityChanges(row).map(({ label, before, after }) => [label, before, after])).toEqual([
        ["Quota: CPU", "4 vCPU", "6 vCPU"],
        ["Quota: Memory", "8 GB", "16 GB"],
        ["Quota: Members", "25", "30"],
    ]);
});

test("settings of a service are told by their labels, neighbours by their names", () => {
    const settings = {
        "mqtt.host": { label: "Broker", options: {} },
        size: { label: "Size", options: { small: "Small: 256 MB" } },
        "auth.password": { label: "Password", options: {} },
    };
    const after = {
        "mqtt.host": { from_service: 3, key: "@host", from_service_name: "Mosquitto" }, size: "small", hidden_values: ["auth.password"],
    };
    expect(activityChanges({ before: {}, after, settings }).map(({ label, after: text }) => [label, text])).toEqual([
        ["Broker", "From Mosquitto"],
        ["Size", "Small: 256 MB"],
        ["Secrets given", "Password"],
    ]);
});

test("a row leads to what it speaks of while that is there", () => {
    const row = { workspace_id: 3, subject_id: 7, action: "service.launched" };
    expect(activityUrl({ ...row, subject_model: "service" })).toBe("#/workspaces/3/services/7");
    expect(activityUrl({ ...row, subject_model: "member" })).toBe("#/workspace/3/team");
    expect(activityUrl({ ...row, subject_model: "workspace" })).toBe("#/workspace/3");
    expect(activityUrl({ ...row, subject_model: "service", workspace_id: null })).toBe(null);
    expect(activityUrl({ ...row, subject_model: "service", action: "service.forgotten" })).toBe(null);
});

test("an action without a face of its own has that of its kind", () => {
    expect(activityFace({ action: "service.failed" }).tone).toBe("error");
    expect(activityFace({ action: "invitation.resent" }).icon).toBe("mail");
    expect(activityFace({ action: "token.made" }).icon).toBe("tune");
});

test("too many calls: the sentence says how long to wait", async () => {
    const headers = { "Content-Type": "application/json", "Retry-After": "75" };
    mockFetch(() => new Response(JSON.stringify({ success: false, error: "Too many.", code: "rate_limited" }), { status: 429, headers }));
    const error = await apiFetch("GET", "/api/me").catch((reason) => reason);
    expect([error.status, error.message]).toEqual([429, "That was too much at once. Please wait 1 min 15 s, then try again."]);
});

test("a file that is refused is an error like any other", async () => {
    const headers = { "Content-Type": "application/json" };
    mockFetch(() => new Response(JSON.stringify({ success: false, error: "Choose a shorter time.", code: "invalid" }), { status: 422, headers }));
    const error = await apiDownload("/api/workspaces/3/activity/export").catch((reason) => reason);
    expect([error.status, error.message]).toEqual([422, "Choose a shorter time."]);
});
