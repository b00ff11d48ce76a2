/** Everything that is searched of a template, in small letters. */
export function textOf({ name, slug, description, tags = [], category }) {
    return [name, slug, description, category?.name, ...tags.map(tagName)].join(" ").toLowerCase();
}

export function tagName(tag) {
    return tag.name || tag;
}

/** Templates that hold every word of the search, in the category and with the tag that are chosen. */
export function findTemplates(templates, { search = "", category = "", tag = "" }) {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    return templates.filter((template) => {
        const text = textOf(template);
        return (
            (!category || String(template.category?.id) === String(category)) &&
            (!tag || (template.tags || []).some((one) => tagName(one) === tag)) &&
            words.every((word) => text.includes(word))
        );
    });
}

/** Tags by how many templates have them, the most frequent first. */
export function commonTags(templates, count) {
    const uses = new Map();
    for (const name of templates.flatMap(({ tags = [] }) => tags.map(tagName))) {
        uses.set(name, (uses.get(name) || 0) + 1);
    }
    return [...uses]
        .sort(([one, uses1], [other, uses2]) => uses2 - uses1 || one.localeCompare(other))
        .slice(0, count)
        .map(([name]) => name);
}

export const ORDERS = {
    name: (one, other) => one.name.localeCompare(other.name),
    price: (one, other) => one.monthly_price - other.monthly_price || one.name.localeCompare(other.name),
    size: (one, other) => one.min_ram_gb - other.min_ram_gb || one.name.localeCompare(other.name),
};
