import { _t } from "@web/core/l10n/translation";
import { formatMemory, formatNumber } from "../core/format";

const RESOURCES = {
    cpu: { label: () => _t("CPU"), text: (amount) => _t("%s vCPU", formatNumber(amount)) },
    memory_gb: { label: () => _t("Memory"), text: formatMemory },
    storage_gb: { label: () => _t("Storage"), text: (amount) => _t("%s GB", formatNumber(amount)) },
    services: { label: () => _t("Services"), text: formatNumber },
    homes: { label: () => _t("Smart homes"), text: formatNumber },
    members: { label: () => _t("Members"), text: formatNumber },
};
const NEARLY_FULL = 0.9;

/** What a resource is called; its own name where it is none of ours. */
export function quotaLabel(resource) {
    return RESOURCES[resource]?.label() || resource;
}

/** An amount of it in words. */
export function quotaText(resource, amount) {
    return (RESOURCES[resource]?.text || formatNumber)(amount);
}

/** `{name, label, percent, isTight, used, limit, free}` of each resource, as texts. */
export function quotaRows(quota) {
    return Object.entries(RESOURCES)
        .filter(([name]) => quota[name])
        .map(([name, { label, text }]) => {
            const { limit, used, free } = quota[name];
            const share = limit ? Math.min(1, used / limit) : Number(used > 0);
            return {
                name,
                label: label(),
                percent: Math.round(share * 100),
                isTight: share >= NEARLY_FULL,
                used: text(used),
                limit: text(limit),
                free: text(free),
            };
        });
}

/** `{resource, label, text, fits, usedPercent, morePercent}` of each resource that a change takes from. */
export function quotaFit(rows) {
    return rows.map(({ resource, limit, used, after, fits }) => {
        const percent = (amount) => Math.round(Math.min(1, limit ? Math.max(0, amount) / limit : 1) * 100);
        return {
            resource,
            fits,
            label: quotaLabel(resource),
            text: _t("%(after)s of %(limit)s", { after: quotaText(resource, after), limit: quotaText(resource, limit) }),
            usedPercent: percent(Math.min(used, after)),
            morePercent: percent(after) - percent(Math.min(used, after)),
        };
    });
}
