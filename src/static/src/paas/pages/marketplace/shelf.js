import { tagsOf, textOf } from "../../core/templates";
import { rankOf, wordsOf } from "../../services/ranking";

/** Templates that hold every word of the search, in the category and with the tag that are chosen. */
export function findTemplates(templates, { search = "", category = "", tag = "" }) {
    const words = wordsOf(search);
    return templates.filter((template) => {
        const text = textOf(template);
        return (
            (!category || String(template.category?.id) === String(category)) &&
            (!tag || tagsOf(template).includes(tag)) &&
            words.every((word) => text.includes(word))
        );
    });
}

/** Tags by how many templates have them, the most frequent first. */
export function commonTags(templates, count) {
    const uses = new Map();
    for (const name of templates.flatMap(tagsOf)) {
        uses.set(name, (uses.get(name) || 0) + 1);
    }
    return [...uses]
        .sort(([one, uses1], [other, uses2]) => uses2 - uses1 || one.localeCompare(other))
        .slice(0, count)
        .map(([name]) => name);
}

/** Orders of the shelf; the first one is by how well the name fits what is searched for. */
export const ORDERS = {
    name: (one, other, search = "") => {
        const words = wordsOf(search);
        return rankOf(one.name, words) - rankOf(other.name, words) || one.name.localeCompare(other.name);
    },
    price: (one, other) => one.monthly_price - other.monthly_price || one.name.localeCompare(other.name),
    size: (one, other) => one.min_ram_gb - other.min_ram_gb || one.name.localeCompare(other.name),
};
