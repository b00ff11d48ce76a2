import { _t } from "@web/core/l10n/translation";
import { isReference, plainReference, sameValue } from "./references";

const TEXTS = ["text", "textarea"];

/** Every spec of a template, required ones first. */
export function allSpecs(specs) {
    return [...(specs?.required || []).map((spec) => ({ ...spec, required: true })), ...(specs?.optional || [])];
}

/** `show_if` is `{key: value}` or `{key: [values]}`: all of them must hold. */
export function isShown(spec, values) {
    return Object.entries(spec.show_if || {}).every(([key, wanted]) => [wanted].flat().includes(values[key]));
}

/** What the form starts with: defaults, or what a service has now. */
export function initialValues(specs, current = {}) {
    return Object.fromEntries(
        allSpecs(specs).map((spec) => {
            const has = current[spec.key];
            const kept = has && typeof has === "object" && "has_value" in has ? has.value : has;
            return [spec.key, kept ?? spec.default ?? (spec.type === "boolean" ? false : "")];
        })
    );
}

/** True when the service holds a value for this secret; it is never sent to the page. */
export function hasSecret(current, key) {
    return Boolean(current?.[key]?.has_value);
}

export function isSecret(spec) {
    return Boolean(spec.secret || spec.type === "password");
}

function numberProblem(spec, value) {
    const number = Number(value);
    if (Number.isNaN(number)) {
        return _t("Enter a number.");
    }
    if (spec.type === "integer" && !Number.isInteger(number)) {
        return _t("Enter a whole number.");
    }
    if (spec.min !== undefined && spec.min !== null && number < spec.min) {
        return _t("Must be at least %s.", spec.min);
    }
    if (spec.max !== undefined && spec.max !== null && number > spec.max) {
        return _t("Must be at most %s.", spec.max);
    }
    return "";
}

function textProblem(spec, value) {
    if (spec.min && value.length < spec.min) {
        return _t("Must have at least %s characters.", spec.min);
    }
    if (spec.max && value.length > spec.max) {
        return _t("Must have at most %s characters.", spec.max);
    }
    if (spec.pattern && !fits(spec.pattern, value)) {
        return spec.help || _t("This does not have the form that is asked for.");
    }
    if (spec.choices && !spec.choices.includes(value)) {
        return _t("Choose a time zone from the list, such as Europe/Berlin.");
    }
    return "";
}

/** Patterns are the server's (Python); one that this browser can't read is left to the server. */
function fits(pattern, value) {
    try {
        return new RegExp(`^(?:${pattern})$`).test(value);
    } catch {
        return true;
    }
}

/** A sentence about what is wrong with the value, or "". The server checks the same again. */
export function problemOf(spec, value, { held = false } = {}) {
    if (isReference(value)) {
        return "";
    }
    if (value === "" || value === null || value === undefined) {
        return spec.required && !spec.generate && !held ? _t("Please fill this in.") : "";
    }
    if (["number", "integer"].includes(spec.type)) {
        return numberProblem(spec, value);
    }
    if (spec.type === "boolean" || spec.type === "select") {
        return "";
    }
    return textProblem(spec, String(value));
}

/** A value as the server wants it: numbers as numbers, nothing for what was left empty but a text's emptied default. */
export function typedValue(spec, value) {
    if (isReference(value)) {
        return plainReference(value);
    }
    if (value === "" || value === null || value === undefined) {
        return TEXTS.includes(spec.type) && spec.default ? "" : undefined;
    }
    return ["number", "integer"].includes(spec.type) ? Number(value) : value;
}

/** Values to send at a launch: what is shown and filled in. */
export function launchValues(specs, values) {
    const entries = allSpecs(specs)
        .filter((spec) => isShown(spec, values))
        .map((spec) => [spec.key, typedValue(spec, values[spec.key])])
        .filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries);
}

/** What differs from what the service has: `{values, unset}`; `reset` names what goes back to its default. */
export function changedValues(specs, values, current, reset = []) {
    const before = initialValues(specs, current);
    const changed = { values: {}, unset: [] };
    for (const spec of allSpecs(specs)) {
        if (spec.immutable || sameValue(values[spec.key], before[spec.key])) {
            continue;
        }
        const isText = TEXTS.includes(spec.type) && !isReference(values[spec.key]);
        const value = reset.includes(spec.key) ? undefined : isText ? values[spec.key] : typedValue(spec, values[spec.key]);
        if (value !== undefined) {
            changed.values[spec.key] = value;
        } else if (!isSecret(spec)) {
            changed.unset.push(spec.key);
        }
    }
    return changed;
}

export function optionsOf(spec) {
    return (spec.options || []).map((option) =>
        typeof option === "object" ? option : { value: option, label: String(option) }
    );
}

/** Specs by their `group`, in order of appearance. */
export function byGroup(specs) {
    const groups = new Map();
    for (const spec of specs) {
        const name = spec.group || "";
        groups.set(name, [...(groups.get(name) || []), spec]);
    }
    return [...groups].map(([name, items]) => ({ name, items }));
}

/** Field errors of a refusal, by spec key or by `name`, `subdomain`. */
export function fieldErrors(error) {
    const sentences = Object.entries(error.fields || {}).map(([key, value]) => [
        key.replace(/^values\./, ""),
        [value].flat().join(" "),
    ]);
    return Object.fromEntries(sentences);
}

function textOf(spec, value) {
    if (isReference(value)) {
        return value.from_service_name ? _t("From %s", value.from_service_name) : _t("From another service");
    }
    if (isSecret(spec)) {
        return value ? "••••••••" : _t("Generated for you");
    }
    if (spec.type === "boolean") {
        return value ? _t("Yes") : _t("No");
    }
    if (spec.type === "select") {
        return optionsOf(spec).find((option) => option.value === value)?.label ?? String(value);
    }
    return String(value);
}

/** One side of a value that differs, as the server tells it: `{secret, options}` and the value, which secrets keep back. */
export function differenceText({ secret, options = {} }, value) {
    if (isReference(value)) {
        return _t("From %s", value.from_service_name || _t("another service"));
    }
    if (secret) {
        return "••••••••";
    }
    if (value === null || value === undefined || value === "") {
        return "–";
    }
    if (typeof value === "boolean") {
        return value ? _t("Yes") : _t("No");
    }
    return options[value] || String(value);
}

/** `{key, label, text, isGenerated}` of each value that is shown and filled in (or will be generated). */
export function shownValues(specs, values) {
    return allSpecs(specs)
        .filter((spec) => isShown(spec, values))
        .filter((spec) => (values[spec.key] ?? "") !== "" || (isSecret(spec) && spec.generate))
        .map((spec) => ({
            key: spec.key,
            label: spec.label,
            text: textOf(spec, values[spec.key]),
            isGenerated: isSecret(spec) && !values[spec.key],
        }));
}
