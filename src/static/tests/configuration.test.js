import { describe, expect, test } from "@odoo/hoot";
import { click, edit, queryFirst } from "@odoo/hoot-dom";
import { animationFrame, tick } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, makeMockEnv, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ConfigurationTab } from "@woow_paas_platform/paas/pages/service/configuration_tab/configuration_tab";
import { CONFIG, makeService, mockApi, ok, refused } from "./helpers/woow_test_helpers";

describe.current.tags("desktop");

defineMailModels();

const TITLE = "[data-key='site.title'] input";
const ACTIONS = { reason: () => "", offers: () => true, secretReason: () => "" };

const PREVIEW = { values: [], objects: [], warnings: [], price: { before: 3, after: 3, currency: "USD" }, quota: [], version: {}, cluster: "ok", message: "" };

class Parent extends Component {
    static template = xml`<ConfigurationTab service="services.byId[7]" workspace="{}" actions="actions"/>`;
    static components = { ConfigurationTab };
    static props = {};
    setup() {
        this.actions = ACTIONS;
        this.services = useState(getService("woow_services"));
    }
}

async function mountTab() {
    await makeMockEnv();
    getService("woow_session").config = CONFIG;
    getService("woow_services").remember(makeService());
    await mountWithCleanup(Parent);
}

async function settle() {
    for (let round = 0; round < 5; round++) {
        await tick();
        await animationFrame();
    }
}

test("what is typed survives a refresh, and a colleague's change is told", async () => {
    await mountTab();
    await click(TITLE);
    await edit("Cake");
    getService("woow_services").remember(makeService({ generation: 3, values: { "site.title": "Theirs" } }));
    await settle();
    expect(queryFirst(TITLE).value).toBe("Cake");
    expect("[data-name=met]").toHaveCount(1);
    await click("[data-name=discard]");
    await settle();
    expect(queryFirst(TITLE).value).toBe("Theirs");
    expect(".w-save-bar").toHaveCount(0);
});

test("a save on an old generation fetches the newer one and keeps what was typed", async () => {
    await mountTab();
    const sent = [];
    mockApi({
        "POST /api/workspaces/3/services/7/preview": PREVIEW,
        "PATCH /api/workspaces/3/services/7": ({ headers, body }) => {
            sent.push([headers.get("If-Match"), body.values["site.title"]]);
            return refused(412, "version_changed", "Somebody was faster.");
        },
        "GET /api/workspaces/3/services/7": makeService({ generation: 5, values: { "site.title": "Theirs" } }),
    });
    await click(TITLE);
    await edit("Cake");
    await animationFrame();
    await click("[data-name=save]");
    await settle();
    await click("[role=dialog] [data-name=confirm]");
    await settle();
    expect("[data-name=met]").toHaveCount(1);
    expect(queryFirst(TITLE).value).toBe("Cake");
    expect(sent.map((one) => one.join(" "))).toEqual(['"2" Cake']);
    expect(getService("woow_services").byId[7].generation).toBe(5);
});

test("a refused value is told at its field and stays typed", async () => {
    await mountTab();
    mockApi({
        "POST /api/workspaces/3/services/7/preview": PREVIEW,
        "PATCH /api/workspaces/3/services/7": () =>
            refused(422, "invalid", "Please mend the marked fields.", { "site.title": "Too sweet." }),
    });
    await click(TITLE);
    await edit("Sugar");
    await animationFrame();
    await click("[data-name=save]");
    await settle();
    await click("[role=dialog] [data-name=confirm]");
    await settle();
    expect("[data-key='site.title'] .w-field__error").toHaveText("Too sweet.");
    expect(queryFirst(TITLE).value).toBe("Sugar");
});

test("what the preview refuses is told at its field before anything is sent", async () => {
    await mountTab();
    mockApi({
        "POST /api/workspaces/3/services/7/preview": ({ body }) => {
            expect.step(JSON.stringify(body));
            return refused(422, "invalid", "Please mend the marked fields.", { "site.title": "Too sweet." });
        },
    });
    await click(TITLE);
    await edit("Sugar");
    await animationFrame();
    await click("[data-name=save]");
    await settle();
    expect("[role=dialog]").toHaveCount(0);
    expect("[data-key='site.title'] .w-field__error").toHaveText("Too sweet.");
    expect.verifySteps(['{"action":"change","values":{"site.title":"Sugar"},"unset":[]}']);
});

test("another name alone needs no review", async () => {
    await mountTab();
    mockApi({ "PATCH /api/workspaces/3/services/7": ({ body }) => (expect.step(JSON.stringify(body)), ok(makeService({ name: "Bakery" }))) });
    await click("[data-key=name] input");
    await edit("Bakery");
    await animationFrame();
    await click("[data-name=save]");
    await settle();
    expect("[role=dialog]").toHaveCount(0);
    expect.verifySteps(['{"name":"Bakery"}']);
});

test("a value goes back to its default, which is unset", async () => {
    await makeMockEnv();
    getService("woow_session").config = CONFIG;
    const specs = { required: [], optional: [{ key: "size", label: "Size", type: "integer", default: 5 }] };
    getService("woow_services").remember(makeService({ specs, values: { size: 9 } }));
    await mountWithCleanup(Parent);
    mockApi({
        "POST /api/workspaces/3/services/7/preview": PREVIEW,
        "PATCH /api/workspaces/3/services/7": ({ body }) => (expect.step(JSON.stringify(body)), ok(makeService({ specs, values: {}, generation: 3 }))),
    });
    await click("[data-name=reset]");
    await animationFrame();
    await click("[data-name=save]");
    await settle();
    await click("[role=dialog] [data-name=confirm]");
    await settle();
    expect.verifySteps(['{"unset":["size"]}']);
});
