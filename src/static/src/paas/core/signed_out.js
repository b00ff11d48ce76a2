import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { SIGNED_OUT } from "./api";
import { loginUrl } from "./error_handlers";

/**
 * Says once that the session has ended. Signing in happens in a tab of its own, so that nothing typed here is lost;
 * when the person is back, the page goes on, or begins anew for somebody else.
 */
export class SignedOut {
    constructor({ notification, woow_api, woow_session }) {
        Object.assign(this, { notification, api: woow_api, session: woow_session, close: null });
    }

    tell() {
        if (this.close || !this.session.me) {
            return;
        }
        const message = _t("Your session has ended. Sign in again in a new tab, then go on here: what you typed stays.");
        this.close = this.notification.add(message, {
            type: "warning",
            sticky: true,
            onClose: () => (this.close = null),
            buttons: [{ name: _t("Sign in"), primary: true, onClick: () => browser.open(loginUrl(), "_blank") }],
        });
    }

    /** Whether somebody has signed in meanwhile. */
    async look() {
        if (!this.close || document.hidden) {
            return;
        }
        const me = await this.api.get("/api/me").catch(() => null);
        if (me && me.id !== this.session.me.id) {
            browser.location.reload();
        } else if (me) {
            this.close?.();
            this.notification.add(_t("You are signed in again."), { type: "success" });
        }
    }
}

registry.category("services").add("woow_signed_out", {
    dependencies: ["notification", "woow_api", "woow_session"],
    start(env, services) {
        const signedOut = new SignedOut(services);
        env.bus.addEventListener(SIGNED_OUT, () => signedOut.tell());
        document.addEventListener("visibilitychange", () => signedOut.look());
        browser.addEventListener("focus", () => signedOut.look());
        return signedOut;
    },
});
