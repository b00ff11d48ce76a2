import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { ApiError } from "./api";

const READING_TIME = 8000;
const handlers = registry.category("error_handlers");

/** Address of the sign-in page that leads back to where the person is. */
export function loginUrl() {
    const { pathname, hash } = browser.location;
    return `/web/login?redirect=${encodeURIComponent(pathname + hash)}`;
}

/** A refusal nobody else shows, as a sentence; that the session has ended is told by its own service. */
export function apiErrorHandler(env, error, original) {
    if (!(original instanceof ApiError)) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    if (original.status !== 401) {
        env.services.notification.add(original.message, { type: "danger", autocloseDelay: READING_TIME });
    }
    return true;
}

/** Everything else: one sentence for the person, the trace for the console. */
export function defaultErrorHandler(env) {
    env.services.notification.add(
        _t("Something on this page went wrong. Reload the page if it does not behave."),
        { type: "danger", autocloseDelay: READING_TIME }
    );
    return false;
}

handlers.add("woow_api", apiErrorHandler, { sequence: 10 });
handlers.add("woow_default", defaultErrorHandler, { sequence: 100 });
