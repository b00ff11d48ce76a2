import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { detailLine, kindInfo } from "@woow_paas_platform/paas/core/cluster_labels";
import { formatBytes, formatCores } from "@woow_paas_platform/paas/core/format";
import { fixesFor } from "@woow_paas_platform/paas/pages/service/progress_card/fixes";
import { totalLimit } from "@woow_paas_platform/paas/pages/service/metrics_tab/metrics_tab";
import { nearestPoint, niceCeiling, scaleSeries, thinned } from "@woow_paas_platform/paas/services/chart_scale";
import { quotaFit } from "@woow_paas_platform/paas/services/quota";
import { countStates, eventsOf, resourceTree, shortName } from "@woow_paas_platform/paas/services/resource_tree";
import { makeService } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

const item = (uid, kind, parent, values = {}) => ({ uid, kind, name: uid, parent, state: "ok", details: {}, ...values });
const ITEMS = [
    item("release", "Release", null),
    item("secret", "Secret", "release"),
    item("web", "Deployment", "release"),
    item("old", "ReplicaSet", "web", { details: { desired: 0 } }),
    item("new", "ReplicaSet", "web", { details: { desired: 1 } }),
    item("pod", "Pod", "new", { state: "failing" }),
    item("lost", "Pod", "somebody else"),
    item("site", "Ingress", "release"),
];

test("the parts hang below each other, what people look for first at the top, nothing is lost", () => {
    const names = (nodes) => nodes.map(({ item: { uid }, children }) => (children.length ? [uid, names(children)] : uid));
    const { root, nodes } = resourceTree(ITEMS);
    expect(root.uid).toBe("release");
    expect(names(nodes)).toEqual(["site", ["web", [["new", ["pod"]]]], "lost", "secret"]);
    expect(resourceTree([]).nodes).toEqual([]);
});

test("states are counted, an unknown one as unknown", () => {
    expect(countStates([...ITEMS, item("x", "Job", "release", { state: "odd" })])).toEqual({ ok: 6, working: 0, failing: 1, unknown: 1 });
});

test("events are those of the chosen object, the newest first", () => {
    const events = [
        { about: "Pod/pod", last: "2026-01-01T00:00:01Z" },
        { about: "Ingress/site", last: "2026-01-01T00:00:03Z" },
        { about: "Pod/pod", last: "2026-01-01T00:00:02Z" },
    ];
    expect(eventsOf(events, ITEMS[5]).map(({ last }) => last.at(-2))).toEqual(["2", "1"]);
    expect(eventsOf(events, null).length).toBe(3);
});

test("names leave the release's own out", () => {
    expect(shortName("paas-ws1-shop-abc-db-0", "paas-ws1-shop-abc")).toBe("…-db-0");
    expect(shortName("paas-ws1-shop-abc", "paas-ws1-shop-abc")).toBe("");
    expect(shortName("other", "paas")).toBe("other");
});

test("an object's line says what matters of its kind", () => {
    const pod = { phase: "Running", node: "one", containers: [{ restarts: 2 }, { restarts: 1 }] };
    expect(detailLine({ kind: "Pod", details: pod })).toBe("Running · on one · restarted 3 times");
    expect(detailLine({ kind: "Deployment", details: { desired: 2, ready: 1 } })).toBe("1 of 2 ready");
    expect(detailLine({ kind: "Widget", details: {} })).toBe("");
    expect([kindInfo("Pod").label, kindInfo("Widget").label]).toEqual(["Running copy", "Widget"]);
});

test("a chart's top is a round number above everything", () => {
    expect([niceCeiling(0.13), niceCeiling(7), niceCeiling(0), niceCeiling(1)]).toEqual([0.2, 10, 1, 1]);
    expect(niceCeiling(70 * 2 ** 20, 1024)).toBe(128 * 2 ** 20);
});

test("a series fills its box, and the limit has its place", () => {
    const series = [0, 30, 60].map((second, index) => ({ at: new Date(second * 1000).toISOString(), value: index }));
    const scale = scaleSeries(series, { width: 100, height: 50, limit: 4 });
    expect(scale.points.map(({ x, y }) => [x, y])).toEqual([[0, 50], [50, 40], [100, 30]]);
    expect([scale.top, scale.limitY]).toEqual([5, 10]);
    expect(scale.line).toBe("M0.0 50.0L50.0 40.0L100.0 30.0");
    expect(nearestPoint(scale.points, 70).x).toBe(50);
    expect(thinned([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
});

test("all containers together have a limit only when each has one", () => {
    expect(totalLimit([{ cpu_limit: 0.5 }, { cpu_limit: 0.25 }], "cpu_limit")).toBe(0.75);
    expect(totalLimit([{ cpu_limit: 0.5 }, { cpu_limit: null }], "cpu_limit")).toBe(null);
    expect(totalLimit([], "cpu_limit")).toBe(null);
});

test("small figures stay readable", () => {
    expect([formatCores(0.0042), formatCores(1.234), formatBytes(512), formatBytes(48.4 * 2 ** 20), formatBytes(1.5 * 2 ** 30)]).toEqual([
        "0.004 vCPU", "1.23 vCPU", "0.5 KiB", "48 MiB", "1.5 GiB",
    ]);
});

test("room in the quota: what is used, what is added, what does not fit", () => {
    const [cpu, disk] = quotaFit([
        { resource: "cpu", limit: 4, used: 1, after: 2, fits: true },
        { resource: "storage_gb", limit: 20, used: 15, after: 25, fits: false },
    ]);
    expect([cpu.text, cpu.usedPercent, cpu.morePercent]).toEqual(["2 vCPU of 4 vCPU", 25, 25]);
    expect([disk.fits, disk.usedPercent, disk.morePercent]).toEqual([false, 75, 25]);
});

const ALL = { offers: () => true, reason: () => "", run: (name) => expect.step(name) };

test("each reason comes with the controls that mend it, the likeliest first", () => {
    const names = (code, values = {}) => fixesFor(makeService({ state: "error", state_reason: "Broken.", state_reason_code: code, ...values }), ALL).map(({ name }) => name);
    expect(names("crash_loop")).toEqual(["fix-logs", "fix-change", "fix-rollback", "fix-delete"]);
    expect(names("quota")).toEqual(["fix-size", "fix-quota", "fix-retry", "fix-delete"]);
    expect(names("reference_missing")[0]).toBe("fix-neighbour");
    expect(names("never heard of")).toEqual(["fix-retry", "fix-change", "fix-rollback", "fix-logs", "fix-delete"]);
    expect(names("image_pull")).not.toInclude("fix-upgrade");
    expect(names("image_pull", { update_available: "2.0.0" })[0]).toBe("fix-upgrade");
});

test("what the state does not allow is not offered, and nothing is where nothing is wrong", () => {
    const few = { ...ALL, offers: (name) => name === "delete" };
    const broken = makeService({ state: "error", state_reason: "Broken.", state_reason_code: "quota" });
    const fixes = fixesFor(broken, few);
    expect(fixes.map(({ name }) => name)).toEqual(["fix-quota", "fix-delete"]);
    fixes[1].onClick();
    expect.verifySteps(["delete"]);
    expect(fixesFor(makeService(), ALL)).toEqual([]);
});
