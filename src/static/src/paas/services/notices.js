import { _t } from "@web/core/l10n/translation";

/** What to say when an operation came to its end, or null where the page says it already. */
export function settledNotice({ name, state, state_reason: reason }) {
    switch (state) {
        case "running":
            return { type: "success", message: _t("%s is running.", name) };
        case "stopped":
            return { type: "success", message: _t("%s is stopped.", name) };
        case "error":
            return { type: "danger", message: reason ? `${name}: ${reason}` : _t("%s has an error.", name) };
        default:
            return null;
    }
}
