import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mockService, mountWithCleanup, patchTranslations } from "@web/../tests/web_test_helpers";
import { SpecField } from "@woow_paas_platform/paas/components/spec_field/spec_field";
import { ApiError } from "@woow_paas_platform/paas/core/api";
import { MetricsTab } from "@woow_paas_platform/paas/pages/service/metrics_tab/metrics_tab";
import { ProgressCard } from "@woow_paas_platform/paas/pages/service/progress_card/progress_card";
import { ResourcesTab } from "@woow_paas_platform/paas/pages/service/resources_tab/resources_tab";
import { makeService } from "./helpers/woow_test_helpers";

describe.current.tags("desktop");

defineMailModels();

beforeEach(() => patchTranslations());

const ACTIONS = { offers: () => false, reason: () => "", run: () => {} };
const AWAY = new ApiError({ status: 503, message: "The operator does not answer." });

async function settled() {
    for (let frame = 0; frame < 3; frame++) {
        await animationFrame();
    }
}

/** What the cluster tells, or why it does not, without a server between. */
function cluster(answers) {
    const told = async (name) => {
        const answer = answers[name]();
        if (answer instanceof Error) {
            throw answer;
        }
        return answer;
    };
    mockService("woow_insight", { resources: () => told("resources"), events: () => told("events"), metrics: () => told("metrics") });
}

test("the parts of an app come by themselves once the operator is back, and stay while it is away again", async () => {
    let isAway = true;
    const part = (uid, kind, parent) => ({ uid, kind, name: uid, parent, state: "ok", details: {} });
    const parts = [part("release", "Release", null), part("pod", "Pod", "release")];
    cluster({ resources: () => (isAway ? AWAY : parts), events: () => (isAway ? AWAY : []) });
    await mountWithCleanup(ResourcesTab, { props: { service: makeService(), workspace: { id: 3 }, actions: ACTIONS } });
    await settled();
    expect("[data-name=away]").toHaveText(/The operator does not answer\./);
    expect("[role=alert]").toHaveCount(0);
    isAway = false;
    await advanceTime(5000);
    await settled();
    expect("[data-name=away]").toHaveCount(0);
    expect("[data-resource]").toHaveCount(1);
    isAway = true;
    await advanceTime(5000);
    await settled();
    expect("[data-resource]").toHaveCount(1);
    expect(".w-note--warning").toHaveText(/The operator does not answer\./);
});

test("figures that may not be seen are an error, those that nobody can tell just now are not", async () => {
    let answer = new ApiError({ status: 403, message: "Not for you." });
    cluster({ metrics: () => answer });
    for (const away of [0, 1]) {
        const tab = await mountWithCleanup(MetricsTab, { props: { service: makeService(), workspace: { id: 3 }, actions: ACTIONS } });
        await settled();
        expect("[data-name=away]").toHaveCount(away);
        expect("[role=alert]").toHaveCount(1 - away);
        tab.__owl__.app.destroy();
        answer = AWAY;
    }
});

test("what stops shows no stages of a launch", async () => {
    for (const [state, count] of [["starting", 5], ["stopping", 0], ["deleting", 0]]) {
        const service = makeService({ state, stage: "pods", progress: 40 });
        const card = await mountWithCleanup(ProgressCard, { props: { service, actions: ACTIONS } });
        expect("[data-stage]").toHaveCount(count);
        card.__owl__.app.destroy();
    }
});

test("what can't be changed later says so before the launch and once after it", async () => {
    const spec = { key: "size", label: "Storage", type: "text", immutable: true, help: "For its files." };
    for (const locked of ["", "Can't be changed after the launch."]) {
        const field = await mountWithCleanup(SpecField, { props: { spec, value: "1Gi", locked, change: () => {} } });
        expect(queryAllTexts(".w-field__help")).toEqual(["For its files. Can't be changed after the launch."]);
        field.__owl__.app.destroy();
    }
});
