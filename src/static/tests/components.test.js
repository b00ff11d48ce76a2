import { describe, expect, test } from "@odoo/hoot";
import { click, edit, press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, makeMockEnv, mountWithCleanup, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { Button } from "@woow_paas_platform/paas/components/button/button";
import { ConfirmModal } from "@woow_paas_platform/paas/components/confirm_modal/confirm_modal";
import { Menu } from "@woow_paas_platform/paas/components/menu/menu";
import { PageBoundary } from "@woow_paas_platform/paas/components/page_boundary/page_boundary";
import { SpecField } from "@woow_paas_platform/paas/components/spec_field/spec_field";
import { StageTrack } from "@woow_paas_platform/paas/components/stage_track/stage_track";
import { SubdomainField } from "@woow_paas_platform/paas/components/subdomain_field/subdomain_field";
import { TemplateCard } from "@woow_paas_platform/paas/components/template_card/template_card";
import { CONFIG, makeService, mockApi, ok } from "./helpers/woow_test_helpers";

describe.current.tags("desktop");

defineMailModels();

test("a button without the right stays reachable, says why and does nothing", async () => {
    await mountWithCleanup(Button, { props: { label: "Stop", reason: "This takes the role Owner.", onClick: () => expect.step("clicked") } });
    await click("button");
    expect("button").toHaveAttribute("aria-disabled", "true");
    expect(queryFirst("button").getAttribute("aria-describedby")).toBe(queryFirst("[role=tooltip]").id);
    expect("[role=tooltip]").toHaveText("This takes the role Owner.");
    expect.verifySteps([]);
});

test("an application whose chart cannot be had says so, one that was not asked about does not", async () => {
    const template = { name: "Blog", slug: "blog", tags: [], monthly_price: 1, currency: "USD", min_vcpu: 1, min_ram_gb: 1, min_storage_gb: 1 };
    for (const [state, count] of [["unreachable", 1], ["refused", 1], ["unknown", 0], ["fit", 0]]) {
        const card = await mountWithCleanup(TemplateCard, { props: { template: { ...template, chart_check: { state } }, open: () => {} } });
        expect(".w-template__away").toHaveCount(count);
        card.__owl__.app.destroy();
    }
});

test("a menu opens, moves by arrows, and gives the focus back on Esc", async () => {
    await mountWithCleanup(Menu, { props: { label: "More", items: [{ label: "Edit" }, { label: "Archive" }] } });
    await click("button");
    await animationFrame();
    await animationFrame();
    expect("[role=menuitem]:first").toBeFocused();
    await press("ArrowDown");
    expect("[role=menuitem]:last").toBeFocused();
    await press("Escape");
    await animationFrame();
    expect("[role=menu]").toHaveCount(0);
    expect("button").toBeFocused();
});

test("a deletion waits for the typed name, and a refusal stays in the dialog", async () => {
    await mountWithCleanup(ConfirmModal, {
        props: {
            title: "Delete Shop?",
            points: ["Its data is lost."],
            confirmLabel: "Delete",
            typed: "Shop",
            danger: true,
            confirm: async () => {
                expect.step("confirmed");
                throw new Error("The state does not allow it.");
            },
            close: () => expect.step("closed"),
        },
    });
    await click("[data-name=confirm]");
    expect.verifySteps([]);
    await click("#woow-typed");
    await edit("Shop");
    await animationFrame();
    await click("[data-name=confirm]");
    await animationFrame();
    expect.verifySteps(["confirmed"]);
    expect(".w-note--error").toHaveText("The state does not allow it.");
});

test("a crash of a page stays on that page", async () => {
    class Broken extends Component {
        static template = xml`<div/>`;
        static props = {};
        setup() {
            throw new Error("broken on purpose");
        }
    }
    class Parent extends Component {
        static template = xml`<nav>still here</nav><PageBoundary><Broken/></PageBoundary>`;
        static components = { Broken, PageBoundary };
        static props = {};
    }
    patchWithCleanup(console, { error: () => expect.step("logged") });
    await mountWithCleanup(Parent);
    await animationFrame();
    expect("nav").toHaveText("still here");
    expect("h1").toHaveText("This page stopped working");
    expect.verifySteps(["logged"]);
});

test("stages show what is done, where it is, and the times", async () => {
    const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
    const service = makeService({
        state: "deploying",
        stage: "resources",
        stage_times: { namespace: ago(20), chart: ago(15), resources: ago(12) },
    });
    await mountWithCleanup(StageTrack, { props: { service } });
    expect("[data-stage=namespace]").toHaveClass("is-done");
    expect("[data-stage=resources]").toHaveClass("is-here");
    expect("[data-stage=resources]").toHaveAttribute("aria-current", "step");
    expect("[data-stage=pods]").toHaveClass("is-ahead");
    const [first, second, here, ...ahead] = queryAllTexts(".w-stages__time");
    expect([first, second, ...ahead]).toEqual(["5 s", "3 s", "", ""]);
    expect(here).toMatch(/^(1[2-9]|[2-5]\d) s$/); // it goes on while the page is being drawn
});

test("a field tells its problem next to it", async () => {
    const spec = { key: "auth.database", label: "Database", type: "text", required: true, help: "Small letters." };
    const typed = {};
    const change = (key, value) => (typed[key] = value);
    await mountWithCleanup(SpecField, { props: { spec, value: "X", error: "Small letters only.", change } });
    expect("input").toHaveAttribute("aria-invalid", "true");
    expect(".w-field__error").toHaveText("Small letters only.");
    await click("input");
    await edit("orders");
    expect(typed).toEqual({ "auth.database": "orders" });
});

test("a text with choices suggests them", async () => {
    const spec = { key: "zone", label: "Time zone", type: "text", format: "timezone", choices: ["Asia/Taipei", "UTC"] };
    await mountWithCleanup(SpecField, { props: { spec, value: "UTC", change: () => {} } });
    expect([...queryFirst("input").list.options].map((option) => option.value)).toEqual(spec.choices);
});

test("a number of a select keeps its type", async () => {
    const spec = { key: "size", label: "Size", type: "select", options: [{ value: 1, label: "Small" }, { value: 2, label: "Large" }] };
    await mountWithCleanup(SpecField, { props: { spec, value: 1, change: (_key, value) => expect.step(typeof value) } });
    queryFirst("select").selectedIndex = 2;
    queryFirst("select").dispatchEvent(new Event("change"));
    expect.verifySteps(["number"]);
});

test("an address is checked while it is typed, the last word wins", async () => {
    class Parent extends Component {
        static template = xml`<SubdomainField value="state.value" change="(value) => this.state.value = value" known="(sentence) => this.state.problem = sentence"/><p class="problem" t-esc="state.problem"/>`;
        static components = { SubdomainField };
        static props = {};
        setup() {
            this.state = useState({ value: "", problem: "" });
        }
    }
    await makeMockEnv();
    getService("woow_session").config = CONFIG;
    await mountWithCleanup(Parent);
    mockApi({
        "GET /api/subdomains/taken/availability": () => (expect.step("asked taken"), ok({ available: false, reason: "This address is taken." })),
        "GET /api/subdomains/free/availability": () => (expect.step("asked free"), ok({ available: true, reason: "" })),
    });
    await click("input");
    await edit("Bad_Name");
    await animationFrame();
    expect("[data-status]").toHaveAttribute("data-status", "malformed");
    await edit("taken");
    await advanceTime(400);
    await animationFrame();
    expect(".problem").toHaveText("This address is taken.");
    await edit("free");
    await advanceTime(400);
    await animationFrame();
    expect("[data-status]").toHaveAttribute("data-status", "free");
    expect("[data-status] b").toHaveText("http://free.apps.localhost:8080");
    expect(".problem").toHaveText("");
    expect.verifySteps(["asked taken", "asked free"]);
});
