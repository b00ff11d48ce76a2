import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { LaunchForm } from "@woow_paas_platform/paas/pages/configure/launch_form";
import { commonTags, findTemplates, ORDERS } from "@woow_paas_platform/paas/pages/marketplace/shelf";
import { chosenNeighbour, neighbourNeeds, neighboursFor, sameValue, valuesByHand, valuesFrom } from "@woow_paas_platform/paas/services/references";
import { changedValues, initialValues, launchValues, problemOf, shownValues } from "@woow_paas_platform/paas/services/specs";
import { makeService } from "./helpers/woow_test_helpers";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

const HOST = { key: "db.host", label: "Host", type: "text", required: true, from: { provides: "postgresql", key: "@host" } };
const PASSWORD = { key: "db.password", label: "Password", type: "password", secret: true, from: { provides: "postgresql", key: "auth.password" } };
const SPECS = { required: [HOST], optional: [PASSWORD, { key: "size", label: "Size", type: "integer", default: 5 }] };
const STOCK = { id: 12, name: "Stock" };

test("everything that one neighbour gives is one need", () => {
    const [need, ...more] = neighbourNeeds([HOST, PASSWORD, { key: "size" }]);
    expect([need.provides, need.specs.map(({ key }) => key), more]).toEqual(["postgresql", ["db.host", "db.password"], []]);
});

test("neighbours offer what is needed, are not the service itself, and run first", () => {
    const services = [
        makeService({ id: 1, name: "Old", provides: "postgresql", state: "stopped" }),
        makeService({ id: 2, name: "Going", provides: "postgresql", state: "deleting" }),
        makeService({ id: 3, name: "Stock", provides: "postgresql" }),
        makeService({ id: 4, name: "Cache", provides: "redis" }),
        makeService({ id: 5, name: "Me", provides: "postgresql" }),
    ];
    expect(neighboursFor(services, "postgresql", 5).map(({ name }) => name)).toEqual(["Stock", "Old"]);
});

test("values are taken from a neighbour and typed again", () => {
    const [need] = neighbourNeeds([HOST, PASSWORD]);
    const taken = valuesFrom(need, STOCK);
    expect(taken["db.host"]).toEqual({ from_service: 12, from_service_name: "Stock", key: "@host" });
    expect(chosenNeighbour(need, taken)).toBe(12);
    expect(chosenNeighbour(need, { ...taken, "db.host": "db.example.com" })).toBe(12);
    expect(chosenNeighbour(need, { "db.host": "x", "db.password": "" })).toBe("");
    expect(valuesByHand(need, { ...taken, "db.host": "db.example.com" })).toEqual({ "db.host": "db.example.com", "db.password": "" });
});

test("a reference is sent bare, is no problem, and is told by its service's name", () => {
    const values = { ...initialValues(SPECS), ...valuesFrom(neighbourNeeds([HOST, PASSWORD])[0], STOCK) };
    expect(problemOf(HOST, values["db.host"])).toBe("");
    expect(launchValues(SPECS, values)).toEqual({
        "db.host": { from_service: 12, key: "@host" },
        "db.password": { from_service: 12, key: "auth.password" },
        size: 5,
    });
    expect(shownValues(SPECS, values)[0].text).toBe("From Stock");
});

test("a reference that stays is no change; another neighbour is", () => {
    const current = { "db.host": { from_service: 12, from_service_name: "Stock", key: "@host" }, size: 5 };
    const same = { ...initialValues(SPECS, current), "db.host": { from_service: 12, key: "@host" } };
    expect(changedValues(SPECS, same, current)).toEqual({ values: {}, unset: [] });
    const other = { ...same, "db.host": { from_service: 13, from_service_name: "New", key: "@host" } };
    expect(changedValues(SPECS, other, current).values).toEqual({ "db.host": { from_service: 13, key: "@host" } });
    expect(sameValue("a", "a") && !sameValue("a", current["db.host"])).toBe(true);
});

test("what goes back to its default is unset, not sent", () => {
    const current = { "db.host": "x", size: 9 };
    expect(changedValues(SPECS, { ...initialValues(SPECS, current), size: 5 }, current, ["size"])).toEqual({ values: {}, unset: ["size"] });
});

test("a form takes from a neighbour, keeps its draft, and sends what is shown", () => {
    const form = new LaunchForm();
    form.begin({ name: "Odoo", helm_value_specs: SPECS, has_ingress: false });
    expect(form.check()).toBe(false);
    form.take(form.needs[0], STOCK);
    expect(form.check()).toBe(true);
    form.changeName("Books");
    const again = new LaunchForm();
    again.begin({ name: "Odoo", helm_value_specs: SPECS, has_ingress: false });
    again.resume(form.draft);
    expect(again.body(4).name).toBe("Books");
    expect(again.body(4).values["db.host"]).toEqual({ from_service: 12, key: "@host" });
    expect(again.chosen(again.needs[0])).toBe(12);
});

test("the shelf is searched by words, category and tag", () => {
    const shelf = [
        { name: "PostgreSQL", slug: "postgresql", description: "Database", category: { id: 1, name: "Data" }, tags: [{ name: "sql" }, { name: "store" }] },
        { name: "Valkey", slug: "valkey", description: "Cache", category: { id: 1, name: "Data" }, tags: ["store"] },
        { name: "n8n", slug: "n8n", description: "Automation", category: { id: 2, name: "Flow" }, tags: [] },
    ];
    const names = (filters) => findTemplates(shelf, filters).map(({ name }) => name);
    expect(names({ search: "data sql" })).toEqual(["PostgreSQL"]);
    expect(names({ category: 1, tag: "store" })).toEqual(["PostgreSQL", "Valkey"]);
    expect(names({ search: "nothing" })).toEqual([]);
    expect(commonTags(shelf, 1)).toEqual(["store"]);
});

test("what is called as one searches comes first, what only tells of it last", () => {
    const shelf = [
        { name: "Anything", description: "with a data base", tags: [] },
        { name: "My Data", description: "", tags: [] },
        { name: "Data store", description: "", tags: [] },
    ];
    const found = findTemplates(shelf, { search: "data" }).sort((one, other) => ORDERS.name(one, other, "data"));
    expect(found.map(({ name }) => name)).toEqual(["Data store", "My Data", "Anything"]);
});
