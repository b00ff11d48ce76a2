import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { patchTranslations } from "@web/../tests/web_test_helpers";
import { byGroup, changedValues, differenceText, fieldErrors, hasSecret, initialValues, isShown, launchValues, problemOf, shownValues } from "@woow_paas_platform/paas/services/specs";

describe.current.tags("headless");

beforeEach(() => patchTranslations());

const SPECS = {
    required: [{ key: "auth.database", label: "Database", type: "text", default: "app", pattern: "^[a-z]+$", help: "Small letters." }],
    optional: [
        { key: "auth.password", label: "Password", type: "password", secret: true, generate: { length: 24 } },
        { key: "size", label: "Size", type: "integer", default: 5, min: 1, max: 10, group: "Disk" },
        { key: "backup", label: "Backup", type: "boolean", group: "Disk" },
        { key: "keep", label: "Keep", type: "integer", show_if: { backup: true }, group: "Disk" },
        { key: "text", label: "Text", type: "textarea", default: "Hello" },
    ],
};

test("a form begins with defaults, or with what the service has", () => {
    expect(initialValues(SPECS)["auth.database"]).toBe("app");
    expect(initialValues(SPECS).backup).toBe(false);
    expect(initialValues(SPECS, { "auth.database": "orders", size: 0 })).toEqual({
        "auth.database": "orders",
        "auth.password": "",
        size: 0,
        backup: false,
        keep: "",
        text: "Hello",
    });
});

test("a secret that is held is never a value of the form", () => {
    const current = { "auth.password": { has_value: true, value: null } };
    expect(initialValues(SPECS, current)["auth.password"]).toBe("");
    expect(hasSecret(current, "auth.password")).toBe(true);
    expect(hasSecret({}, "auth.password")).toBe(false);
});

test("show_if takes one value or several", () => {
    expect(isShown(SPECS.optional[3], { backup: true })).toBe(true);
    expect(isShown(SPECS.optional[3], { backup: false })).toBe(false);
    expect(isShown({ show_if: { size: ["s", "m"] } }, { size: "m" })).toBe(true);
});

test("problems are sentences", () => {
    const [database] = SPECS.required;
    const size = SPECS.optional[1];
    expect(problemOf({ ...database, required: true }, "")).toBe("Please fill this in.");
    expect(problemOf(database, "Bad1")).toBe("Small letters.");
    expect(problemOf(database, "good")).toBe("");
    expect(problemOf(size, "11")).toBe("Must be at most 10.");
    expect(problemOf(size, "0")).toBe("Must be at least 1.");
    expect(problemOf(size, "1.5")).toBe("Enter a whole number.");
    expect(problemOf(size, "x")).toBe("Enter a number.");
    expect(problemOf({ type: "text", pattern: "(?P<x>a)" }, "b")).toBe("");
});

test("a text with choices is one of them", () => {
    const zone = { type: "text", format: "timezone", choices: ["Asia/Taipei", "UTC"] };
    expect(problemOf(zone, "Asia/Taipei")).toBe("");
    expect(problemOf(zone, "Asia/Taipeh")).toBe("Choose a time zone from the list, such as Europe/Berlin.");
    expect(problemOf(zone, "")).toBe("");
});

test("a required secret may be empty when it is generated or held", () => {
    const secret = { key: "p", type: "password", secret: true, required: true };
    expect(problemOf(secret, "")).toBe("Please fill this in.");
    expect(problemOf(secret, "", { held: true })).toBe("");
    expect(problemOf({ ...secret, generate: { length: 8 } }, "")).toBe("");
});

test("a launch sends what is shown and filled in, typed", () => {
    const values = { ...initialValues(SPECS), size: "7", keep: "3", text: "" };
    expect(launchValues(SPECS, values)).toEqual({ "auth.database": "app", size: 7, backup: false, text: "" });
});

test("a change sends what differs, and unsets what was emptied", () => {
    const current = { "auth.database": "app", size: 5, backup: false, keep: 3, text: "Hello" };
    const values = { ...initialValues(SPECS, current), size: "", "auth.password": "n3w-secret" };
    expect(changedValues(SPECS, values, current)).toEqual({ values: { "auth.password": "n3w-secret" }, unset: ["size"] });
    expect(changedValues(SPECS, initialValues(SPECS, current), current)).toEqual({ values: {}, unset: [] });
});

test("what can't be changed after the launch is never sent", () => {
    const specs = { required: [{ key: "a", type: "text", immutable: true }], optional: [] };
    expect(changedValues(specs, { a: "new" }, { a: "old" })).toEqual({ values: {}, unset: [] });
});

test("the review hides secrets and says what is generated", () => {
    const rows = Object.fromEntries(shownValues(SPECS, initialValues(SPECS)).map((row) => [row.key, row.text]));
    expect(rows["auth.password"]).toBe("Generated for you");
    expect(rows.backup).toBe("No");
    expect(rows.keep).toBe(undefined);
});

test("groups keep their order", () => {
    expect(byGroup(SPECS.optional).map(({ name, items }) => [name, items.length])).toEqual([
        ["", 2],
        ["Disk", 3],
    ]);
});

test("refusals find their fields with and without the prefix", () => {
    expect(fieldErrors({ fields: { "values.size": ["Too big.", "Really."], subdomain: "Taken." } })).toEqual({
        size: "Too big. Really.",
        subdomain: "Taken.",
    });
});

test("a side of a difference is told by its label, its neighbour's name, or not at all", () => {
    const row = { secret: false, options: { small: "Small: 256 MB" } };
    const values = ["small", "other", true, null, { from_service: 3, key: "@host", from_service_name: "Mosquitto" }];
    expect(values.map((value) => String(differenceText(row, value)))).toEqual(["Small: 256 MB", "other", "Yes", "–", "From Mosquitto"]);
    expect(differenceText({ secret: true, options: {} }, null)).toBe("••••••••");
});
