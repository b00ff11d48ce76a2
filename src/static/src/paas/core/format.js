import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = [
    ["day", DAY],
    ["hour", HOUR],
    ["minute", MINUTE],
];

function locale() {
    return user.lang || document.documentElement.lang || "en-US";
}

/** "12.5", in the user's digits and separators. */
export function formatNumber(value, options = {}) {
    return new Intl.NumberFormat(locale(), { maximumFractionDigits: 2, ...options }).format(value ?? 0);
}

/** An amount in its currency; whole amounts show no decimals. */
export function formatMoney(amount, currency = "USD") {
    const digits = Number.isInteger(amount) ? 0 : 2;
    return formatNumber(amount, {
        style: "currency",
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    });
}

/** What a template costs a month, as a person says it. */
export function formatPrice(template) {
    const price = template.monthly_price;
    return price ? _t("%s / month", formatMoney(price, template.currency)) : _t("Free");
}

export function formatDate(iso) {
    return iso ? new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(new Date(iso)) : "";
}

export function formatDateTime(iso) {
    const style = { dateStyle: "medium", timeStyle: "short" };
    return iso ? new Intl.DateTimeFormat(locale(), style).format(new Date(iso)) : "";
}

/** The time of day. */
export function formatTime(iso) {
    return new Intl.DateTimeFormat(locale(), { timeStyle: "short" }).format(new Date(iso));
}

/** The time of day to the second. */
export function formatClock(iso) {
    return new Intl.DateTimeFormat(locale(), { timeStyle: "medium" }).format(new Date(iso));
}

/** "3 hours ago"; older than a week shows the date. */
export function formatRelative(iso, now = Date.now()) {
    if (!iso) {
        return "";
    }
    const seconds = Math.max(0, Math.round((now - new Date(iso).getTime()) / 1000));
    if (seconds < 45) {
        return _t("just now");
    }
    if (seconds > 7 * DAY) {
        return formatDate(iso);
    }
    const [unit, size] = UNITS.find(([, length]) => seconds >= length) || UNITS.at(-1);
    const count = Math.max(1, Math.round(seconds / size));
    return new Intl.RelativeTimeFormat(locale(), { numeric: "auto" }).format(-count, unit);
}

/** "under 1 s", "8 s", "2 min 05 s", "1 h 04 min". */
export function formatDuration(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    if (seconds < 1) {
        return _t("under 1 s");
    }
    if (seconds < MINUTE) {
        return _t("%s s", seconds);
    }
    if (seconds < HOUR) {
        return _t("%(minutes)s min %(seconds)s s", {
            minutes: Math.floor(seconds / MINUTE),
            seconds: String(seconds % MINUTE).padStart(2, "0"),
        });
    }
    return _t("%(hours)s h %(minutes)s min", {
        hours: Math.floor(seconds / HOUR),
        minutes: String(Math.floor((seconds % HOUR) / MINUTE)).padStart(2, "0"),
    });
}

/** "64 MB", "1.5 GB": of an amount in GB. */
export function formatMemory(gb) {
    return gb > 0 && gb < 1 ? _t("%s MB", formatNumber(gb * 1024, { maximumFractionDigits: 0 })) : _t("%s GB", formatNumber(gb));
}

/** "0.5 vCPU · 256 MB memory · 5 GB disk" without what is not needed. */
export function formatResources({ vcpu, ram_gb, storage_gb }) {
    return [
        vcpu && _t("%s vCPU", formatNumber(vcpu)),
        ram_gb && _t("%s memory", formatMemory(ram_gb)),
        storage_gb && _t("%s GB disk", formatNumber(storage_gb)),
    ]
        .filter(Boolean)
        .join(" · ");
}

const BYTES = [
    ["GiB", 1024 ** 3],
    ["MiB", 1024 ** 2],
    ["KiB", 1024],
];

/** "182 MiB" */
export function formatBytes(bytes) {
    const [unit, size] = BYTES.find(([, length]) => bytes >= length) || BYTES.at(-1);
    const amount = bytes / size;
    return `${formatNumber(amount, { maximumFractionDigits: amount < 10 ? 1 : 0 })} ${unit}`;
}

/** "0.12 vCPU"; below a hundredth in thousandths, as nothing would be shown else. */
export function formatCores(cores) {
    const small = cores > 0 && cores < 0.1;
    return _t("%s vCPU", formatNumber(cores, { maximumFractionDigits: small ? 3 : 2 }));
}

/** "a, b or c" in the user's language. */
export function formatChoice(words) {
    return new Intl.ListFormat(locale(), { type: "disjunction" }).format(words);
}

/** The first signs of a text as people see them: an emoji of several parts is one. */
function signsOf(text, count = 1) {
    const signs = new Intl.Segmenter(locale(), { granularity: "grapheme" }).segment(text);
    return Array.from(signs, ({ segment }) => segment).slice(0, count).join("");
}

/** What stands for a name where there is room for one sign. */
export function letterOf(name = "") {
    return signsOf(name.trim()).toUpperCase();
}

export function initialsOf(name = "") {
    const words = name.trim().split(/\s+/).filter(Boolean);
    return (words.length > 1 ? signsOf(words[0]) + signsOf(words.at(-1)) : signsOf(name.trim(), 2)).toUpperCase();
}
