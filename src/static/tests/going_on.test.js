import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { clear, click, edit, fill, press, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { Component, useRef, useState, xml } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { getService, makeMockEnv, mountWithCleanup, patchTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { Modal } from "@woow_paas_platform/paas/components/modal/modal";
import { ApiError, apiFetch } from "@woow_paas_platform/paas/core/api";
import { useHashState } from "@woow_paas_platform/paas/core/hash_state";
import { focusFirstError, useLoad } from "@woow_paas_platform/paas/core/hooks";
import { LaunchForm, toSubdomain } from "@woow_paas_platform/paas/pages/configure/launch_form";
import { mockApiFetch, ok, refused } from "./helpers/woow_test_helpers";

describe.current.tags("desktop");

defineMailModels();

beforeEach(() => patchTranslations());

function answer({ status, body }) {
    return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

async function settled() {
    for (let frame = 0; frame < 3; frame++) {
        await animationFrame();
    }
}

test("what could not be loaded without a connection is loaded once it is back", async () => {
    let isOnline = false;
    class Page extends Component {
        static template = xml`<p t-esc="load.status"/>`;
        static props = {};
        setup() {
            this.load = useLoad(async () => {
                if (!isOnline) {
                    throw new ApiError({ message: "away" });
                }
            });
        }
    }
    await mountWithCleanup(Page);
    await settled();
    expect("p").toHaveText("error");
    isOnline = true;
    window.dispatchEvent(new Event("online"));
    await settled();
    expect("p").toHaveText("ready");
});

test("reading is tried once more when the network gave way, writing is not", async () => {
    let fails = 1;
    mockApiFetch((_url, { method }) => {
        expect.step(method);
        if (fails-- > 0) {
            throw new TypeError("network changed");
        }
        return answer(ok({ id: 1 }));
    });
    const reading = apiFetch("GET", "/api/me");
    await advanceTime(1000);
    expect((await reading).data).toEqual({ id: 1 });
    fails = 1;
    const error = await apiFetch("POST", "/api/workspaces", { body: {} }).catch((reason) => reason);
    expect(error.isOffline).toBe(true);
    expect.verifySteps(["GET", "GET", "POST"]);
});

test("the end of a session is told once, and goes away when the person is back", async () => {
    let isSignedIn = false;
    await makeMockEnv();
    mockApiFetch(() => answer(isSignedIn ? ok({ id: 5 }) : refused(401, "unauthenticated", "Please sign in first.")));
    const signedOut = getService("woow_signed_out");
    const shown = [];
    patchWithCleanup(signedOut.notification, {
        add: (message, { onClose = () => {} } = {}) => (shown.push(message), () => (onClose(), expect.step("closed"))),
    });
    const api = getService("woow_api");
    await api.get("/api/config").catch(() => {});
    expect(shown).toHaveLength(0, { message: "nobody was signed in before" });
    getService("woow_session").me = { id: 5 };
    await api.get("/api/config").catch(() => {});
    await api.get("/api/config").catch(() => {});
    expect(shown).toHaveLength(1);
    await signedOut.look();
    expect.verifySteps([]);
    isSignedIn = true;
    await signedOut.look();
    expect.verifySteps(["closed"]);
    expect(signedOut.close).toBe(null);
});

test("one question at a time when a page with unsaved input is to be left, about the newest way on", async () => {
    await makeMockEnv();
    const router = getService("woow_router");
    const first = router.hash;
    let answers;
    router.setGuard({ isDirty: () => true, confirm: (leave, answered) => (expect.step("asked"), (answers = { leave, answered })) });
    for (const hash of ["#/account", "#/workspaces"]) {
        browser.location.hash = hash;
        router.onHashChange();
    }
    expect.verifySteps(["asked"]);
    expect(router.hash).toBe(first);
    answers.leave();
    answers.answered();
    router.onHashChange();
    expect(router.current.name).toBe("workspaces");
});

test("what is searched and filtered stands in the address, and follows it", async () => {
    await makeMockEnv();
    const router = getService("woow_router");
    router.navigate("#/workspaces?role=owner", { replace: true });
    class List extends Component {
        static template = xml`<input t-model="state.search"/><b t-esc="state.role"/>`;
        static props = {};
        setup() {
            this.state = useHashState({ search: "", role: "" }, () => expect.step("followed"));
        }
    }
    await mountWithCleanup(List);
    expect("b").toHaveText("owner");
    await click("input");
    await edit("lab");
    await settled();
    expect(router.hash).toBe("#/workspaces?search=lab&role=owner");
    expect.verifySteps([]);
    router.navigate("#/workspaces", { replace: true });
    await settled();
    expect("input").toHaveValue("");
    expect.verifySteps(["followed"]);
    router.navigate("#/dashboard?role=guest", { replace: true });
    await settled();
    expect(router.hash).toBe("#/dashboard?role=guest", { message: "another page's address is its own" });
});

class Form extends Component {
    static template = xml`
        <Modal title="'Form'" close="props.close">
            <input t-model="state.text" t-att-aria-invalid="state.wrong ? 'true' : undefined"/>
            <button class="save" t-on-click="() => this.state.wrong = true">Save</button>
        </Modal>`;
    static components = { Modal };
    static props = { close: Function };
    setup() {
        this.state = useState({ text: "", wrong: false });
    }
}

test("a dialog asks before it closes over what was typed", async () => {
    await mountWithCleanup(Form, { props: { close: () => expect.step("closed") } });
    const pressBeside = async () => {
        queryFirst(".w-scrim").dispatchEvent(new PointerEvent("pointerdown"));
        await settled();
    };
    await pressBeside();
    await press("Escape");
    expect.verifySteps(["closed", "closed"]);
    await click("input");
    await fill("x");
    await press("Escape");
    await settled();
    expect("[data-name=keep]").toBeFocused();
    await press("Escape");
    await settled();
    expect("input").toBeFocused();
    expect("[data-name=asks]").toHaveCount(0);
    await pressBeside();
    expect.verifySteps([]);
    await click("[data-name=lose]");
    expect.verifySteps(["closed"]);
    await click("[data-name=keep]");
    await settled();
    await click("input");
    await clear();
    await press("Escape");
    expect.verifySteps(["closed"]);
});

test("a field of a dialog that turns out wrong gets the focus", async () => {
    await mountWithCleanup(Form, { props: { close: () => {} } });
    queryFirst(".save").focus();
    await click(".save");
    await settled();
    expect("input").toBeFocused();
});

test("the first field that is wrong gets the focus once it is rendered", async () => {
    class Page extends Component {
        static template = xml`<form t-ref="form"><input class="a"/><input class="b" t-att-aria-invalid="state.wrong ? 'true' : undefined"/></form>`;
        static props = {};
        setup() {
            this.form = useRef("form");
            this.state = useState({ wrong: false });
        }
    }
    const page = await mountWithCleanup(Page);
    page.state.wrong = true;
    focusFirstError(page.form);
    await settled();
    expect(".b").toBeFocused();
});

test("advanced settings open when one is wrong and stay open while it is mended", () => {
    const form = new LaunchForm();
    form.begin({ name: "Db", helm_value_specs: { optional: [{ key: "max", label: "Most", type: "integer", max: 5, default: 1 }] } });
    form.change("max", "9");
    expect(form.check()).toBe(false);
    expect(form.showsAdvanced).toBe(true);
    form.change("max", "4");
    expect(form.showsAdvanced).toBe(true);
});

test("an address is made of a name's letters, without their accents", () => {
    expect(toSubdomain("Bäckerei & Café 3")).toBe("backerei-cafe-3");
    expect(toSubdomain(`${"a".repeat(39)} b`)).toBe("a".repeat(39));
    expect(toSubdomain("商店")).toBe("");
});

test("a name that no address can be made of takes the free one that is suggested", () => {
    const form = new LaunchForm();
    form.begin({ name: "Web site", ingress_enabled: true, helm_value_specs: {} });
    form.suggest("demo-web-site");
    expect(form.subdomain).toBe("demo-web-site");
    form.changeName("Our Shop");
    expect(form.subdomain).toBe("our-shop");
    form.changeName("我們的網站");
    expect(form.subdomain).toBe("demo-web-site");
    form.changeSubdomain("mine");
    form.suggest("demo-web-site-2");
    form.changeName("商店");
    expect(form.subdomain).toBe("mine");
});
