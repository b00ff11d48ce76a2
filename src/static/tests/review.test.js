import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, tick } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { mountWithCleanup } from "@web/../tests/web_test_helpers";
import { ChangeReview } from "@woow_paas_platform/paas/components/change_review/change_review";
import { LineChart } from "@woow_paas_platform/paas/components/line_chart/line_chart";
import { ReviewModal } from "@woow_paas_platform/paas/components/review_modal/review_modal";
import { ApiError } from "@woow_paas_platform/paas/core/api";

describe.current.tags("desktop");

defineMailModels();

const PREVIEW = {
    values: [
        { key: "site.title", label: "Title", before: "Bread", after: "Cake", secret: false },
        { key: "password", label: "Password", before: "old", after: "new", secret: true },
    ],
    objects: [
        { kind: "Service", name: "shop", change: "unchanged", fields: [] },
        { kind: "Deployment", name: "shop", change: "update", fields: ["spec.replicas"] },
        { kind: "Ingress", name: "shop", change: "create", fields: [] },
    ],
    warnings: [{ code: "restart", message: "The app restarts." }],
    price: { before: 5, after: 9, currency: "USD" },
    quota: [{ resource: "cpu", limit: 4, used: 1, after: 2, fits: true }],
    version: { before: "1.0.0", after: "1.1.0" },
    cluster: "ok",
    message: "",
};

async function settle() {
    for (let round = 0; round < 5; round++) {
        await tick();
        await animationFrame();
    }
}

async function mountReview(answers, known = () => {}) {
    const ask = async () => {
        expect.step("asked");
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) {
            throw answer;
        }
        return answer;
    };
    await mountWithCleanup(ChangeReview, { props: { ask, known } });
    await settle();
}

test("values, version, price, objects and warnings are told; secrets are not", async () => {
    await mountReview([PREVIEW]);
    expect(queryAllTexts("[data-value] ins")).toEqual(["Cake", "••••••••"]);
    expect(".w-review").not.toHaveText(/old|new$/);
    expect("[data-name=version]").toHaveText("1.0.0 → 1.1.0");
    expect("[data-name=price]").toHaveText("$5 / month → $9 / month +$4");
    expect("[data-warning=restart]").toHaveText("The app restarts.");
    expect(queryAllTexts("dd .w-review__count")).toEqual(["1 New", "1 Changed"]);
    expect.verifySteps(["asked"]);
});

test("a launch has no before; a secret that is left empty is generated", async () => {
    const values = [
        { key: "site.title", label: "Title", before: null, after: "Cake", secret: false },
        { key: "password", label: "Password", before: null, after: null, secret: true, generated: true },
    ];
    await mountReview([{ ...PREVIEW, values, price: { before: 0, after: 9, currency: "USD" }, version: { before: "", after: "1.1.0" } }]);
    expect("[data-name=price]").toHaveText("$9 / month");
    expect("[data-value] del").toHaveCount(0);
    expect(queryAllTexts("[data-value] ins")).toEqual(["Cake", "Generated for you"]);
    expect.verifySteps(["asked"]);
});

test("a package that is not there yet is looked for again until it is", async () => {
    await mountReview([{ ...PREVIEW, objects: [], cluster: "not_fetched" }, PREVIEW]);
    expect("[role=status]:contains(fetching the package)").toHaveCount(1);
    await advanceTime(3000);
    await settle();
    expect("[data-cluster=ok]").toHaveCount(1);
    expect("[role=status]:contains(fetching the package)").toHaveCount(0);
    await advanceTime(30000);
    expect.verifySteps(["asked", "asked"]);
});

test("while the cluster is away the rest is told, and one may look again", async () => {
    await mountReview([{ ...PREVIEW, objects: [], cluster: "unavailable", message: "The operator does not answer." }, PREVIEW]);
    expect("[data-name=blind]").toHaveText(/The operator does not answer/);
    expect("[data-name=price]").toHaveText(/\$9/);
    await click("[data-name=blind] button");
    await settle();
    expect("[data-name=blind]").toHaveCount(0);
    expect.verifySteps(["asked", "asked"]);
});

test("a cluster that was busy is asked again by itself", async () => {
    await mountReview([{ ...PREVIEW, objects: [], cluster: "unavailable" }, PREVIEW]);
    expect("[data-name=blind]").toHaveCount(1);
    await advanceTime(6500);
    await settle();
    expect("[data-name=blind]").toHaveCount(0);
    expect("[data-cluster=ok]").toHaveCount(1);
    expect.verifySteps(["asked", "asked"]);
});

test("what could not be foreseen is a sentence, and one may look again", async () => {
    await mountReview([new ApiError({ status: 503, message: "Too many at once." }), PREVIEW]);
    expect("[data-name=unforeseen]").toHaveText(/Too many at once/);
    await click("[data-name=unforeseen] button");
    await settle();
    expect("[data-cluster=ok]").toHaveCount(1);
    expect.verifySteps(["asked", "asked"]);
});

test("what does not fit the quota holds the button back with the reason", async () => {
    const quota = [{ resource: "storage_gb", limit: 20, used: 19, after: 24, fits: false }];
    await mountWithCleanup(ReviewModal, {
        props: { title: "Apply?", ask: async () => ({ ...PREVIEW, quota }), confirm: () => expect.step("confirmed"), confirmLabel: "Apply", close: () => {} },
    });
    await settle();
    expect("[data-fits=no]").toHaveText(/24 GB of 20 GB/);
    await click("[data-name=confirm]");
    expect("[data-name=confirm]").toHaveAttribute("aria-disabled", "true");
    expect("[role=tooltip]").toHaveText(/no room for this: Storage/);
    expect.verifySteps([]);
});

test("a value that is refused goes back to the form", async () => {
    const refusal = new ApiError({ status: 422, message: "Please mend the fields.", fields: { "site.title": "Too long." } });
    await mountWithCleanup(ReviewModal, {
        props: {
            title: "Apply?", ask: () => Promise.reject(refusal), confirm: () => {}, confirmLabel: "Apply",
            close: () => expect.step("closed"), refused: (error) => expect.step(error.fields["site.title"]),
        },
    });
    await settle();
    expect.verifySteps(["closed", "Too long."]);
});

test("a chart says in words what it shows, and arrow keys read its moments", async () => {
    const series = [1, 2, 4].map((value, index) => ({ at: new Date(Date.UTC(2026, 0, 1, 12, index)).toISOString(), value }));
    await mountWithCleanup(LineChart, { props: { title: "Memory", series, limit: 8, format: (value) => `${value} B` } });
    expect("[role=slider]").toHaveAttribute("aria-valuetext", /Now 4 B of 8 B; highest since .*: 4 B\./);
    await click("[role=slider]");
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Home", bubbles: true }));
    await animationFrame();
    expect(".w-chart__tip strong").toHaveText("1 B");
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowRight", bubbles: true }));
    await animationFrame();
    expect(".w-chart__tip strong").toHaveText("2 B");
    expect("tbody tr").toHaveCount(3);
});
