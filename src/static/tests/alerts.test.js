import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAll, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup, patchTranslations } from "@web/../tests/web_test_helpers";
import { AlertList } from "@woow_paas_platform/paas/pages/workspace/alert_list/alert_list";

describe.current.tags("desktop");

defineMailModels();

beforeEach(() => patchTranslations());

function alerts(count) {
    return Array.from({ length: count }, (_, index) => ({ kind: "error", service_id: index + 1, service_name: `App ${index + 1}`, message: "Out of memory." }));
}

test("a few alerts are shown, and the others on request", async () => {
    await mountWithCleanup(AlertList, { props: { alerts: alerts(60), workspaceId: 3 } });
    expect(queryAll("a").length).toBe(5);
    expect(queryFirst("a").getAttribute("href")).toBe("#/workspaces/3/services/1");
    await click("[data-name=more-alerts]");
    await animationFrame();
    expect(queryAll("a").length).toBe(60);
    expect(queryFirst("[data-name=more-alerts]")).toBe(null);
});

test("a few alerts ask for no button", async () => {
    await mountWithCleanup(AlertList, { props: { alerts: alerts(5), workspaceId: 3 } });
    expect(queryAll("a").length).toBe(5);
    expect(queryFirst("[data-name=more-alerts]")).toBe(null);
});
