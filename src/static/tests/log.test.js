import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { LogReader } from "@woow_paas_platform/paas/pages/service/logs_tab/log_reader";
import { highlight, LogBuffer } from "@woow_paas_platform/paas/services/log_buffer";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

const line = (text) => ({ at: "2026-01-01T00:00:00Z", text });

test("a log keeps its newest lines and says how many it let go", () => {
    const buffer = new LogBuffer(3);
    buffer.add(["a", "b", "c", "d", "e"].map(line));
    expect(buffer.lines.map(({ text }) => text)).toEqual(["c", "d", "e"]);
    expect(buffer.dropped).toBe(2);
    expect(buffer.lines.map(({ id }) => id)).toEqual([2, 3, 4]);
    expect(buffer.toText().split("\n")[0]).toBe("2026-01-01T00:00:00Z c");
});

test("colours of a terminal are not shown", () => {
    const buffer = new LogBuffer();
    buffer.add([line("\u001b[31mred\u001b[0m and plain")]);
    expect(buffer.lines[0].text).toBe("red and plain");
});

test("what is searched for is told apart, in its own capitals", () => {
    expect(highlight("GET /index get", "get")).toEqual([
        { text: "GET", hit: true },
        { text: " /index ", hit: false },
        { text: "get", hit: true },
    ]);
    expect(highlight("nothing", "get")).toEqual([{ text: "nothing", hit: false }]);
    expect(highlight("any", "")).toEqual([{ text: "any", hit: false }]);
});

test("a log is read on from its cursor", async () => {
    const asked = [];
    const reader = new LogReader(async (params) => {
        asked.push([params.pod, params.since]);
        return { pod: "web-1", container: "web", cursor: `c${asked.length}`, lines: [line(`line ${asked.length}`)], pods: [{ name: "web-1", containers: ["web", "side"], ready: true }] };
    });
    await reader.read();
    await reader.read();
    expect(asked).toEqual([["", ""], ["web-1", "c1"]]);
    expect(reader.buffer.lines.map(({ text }) => text)).toEqual(["line 1", "line 2"]);
    expect(reader.sources.map(({ container }) => container)).toEqual(["web", "side"]);
});

test("another container begins anew, and a late answer of the first is dropped", async () => {
    const waiting = [];
    const reader = new LogReader((params) => new Promise((resolve) => waiting.push({ params, resolve })));
    const answer = (pod, text) => ({ pod, container: "web", cursor: "c", lines: [line(text)], pods: [] });
    Object.assign(reader, { pod: "web-1", container: "web" });
    const first = reader.read();
    const second = reader.choose("web-2", "web");
    waiting[1].resolve(answer("web-2", "new"));
    waiting[0].resolve(answer("web-1", "late"));
    await Promise.all([first, second]);
    expect(reader.buffer.lines.map(({ text }) => text)).toEqual(["new"]);
});

test("what was on its way when it was paused comes once it goes on", async () => {
    const waiting = [];
    const reader = new LogReader((params) => new Promise((resolve) => waiting.push({ params, resolve })));
    const answer = { pod: "web-1", container: "web", cursor: "c1", lines: [line("meanwhile")], pods: [] };
    let isPaused = false;
    for (const pausedMeanwhile of [true, false]) {
        const reading = reader.read(() => !isPaused);
        isPaused = pausedMeanwhile;
        waiting.at(-1).resolve(answer);
        await reading;
        expect(reader.buffer.lines.map(({ text }) => text)).toEqual(isPaused ? [] : ["meanwhile"]);
        isPaused = false;
    }
    expect(waiting.map(({ params }) => params.since)).toEqual(["", ""]);
});

test("a pod that is gone gives way to the next one; other trouble is told until it is over", async () => {
    const answers = [
        () => Promise.reject(Object.assign(new Error("No such pod."), { status: 404 })),
        () => Promise.reject(Object.assign(new Error("The cluster is away."), { status: 503 })),
        () => Promise.resolve({ pod: "web-2", container: "web", cursor: "c", lines: [], pods: [] }),
    ];
    const asked = [];
    const reader = new LogReader((params) => (asked.push(params.pod), answers.shift()()));
    Object.assign(reader, { pod: "web-1", container: "web" });
    await reader.read();
    expect(reader.error).toBe("");
    await reader.read();
    expect(reader.error).toBe("The cluster is away.");
    await reader.read();
    expect([reader.error, reader.pod, asked.join(",")]).toEqual(["", "web-2", "web-1,,"]);
});
