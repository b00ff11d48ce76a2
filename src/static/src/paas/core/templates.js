import { formatResources } from "./format";

/** Whether the operator last said that the chart of `template` cannot be had, or may not be used, on this site. */
export function isAway(template) {
    return ["unreachable", "refused"].includes(template.chart_check?.state);
}

/** What an app takes at least, as a person reads it. */
export function needsOf({ min_vcpu, min_ram_gb, min_storage_gb }) {
    return formatResources({ vcpu: min_vcpu, ram_gb: min_ram_gb, storage_gb: min_storage_gb });
}

/** The words that an app is filed under. */
export function tagsOf({ tags }) {
    return (tags || []).map((tag) => tag.name || tag);
}

/** Everything that is searched of an app, in small letters. */
export function textOf(template) {
    const { name, slug, description, category } = template;
    return [name, slug, description, category?.name, ...tagsOf(template)].filter(Boolean).join(" ").toLowerCase();
}
