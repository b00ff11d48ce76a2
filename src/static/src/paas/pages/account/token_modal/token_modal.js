import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { CopyText } from "../../../components/copy_text/copy_text";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { OnceKey } from "../../../core/api";
import { useBusy } from "../../../core/hooks";
import { fieldErrors } from "../../../services/specs";

const DAYS = [7, 30, 90, 365];

/** Makes an access token, then shows it, once. */
export class TokenModal extends Component {
    static template = "woow_paas_platform.TokenModal";
    static components = { Button, CopyText, Icon, Modal };
    static props = { close: Function };

    setup() {
        this.account = useService("woow_account");
        this.session = useService("woow_session");
        this.state = useState({ name: "", scopes: { "workspace:read": true, "service:read": true }, days: 90, errors: {}, error: "", token: "" });
        this.work = useBusy();
        this.key = new OnceKey();
        useAutofocus({ refName: "name" });
    }

    get scopes() {
        return Object.entries(this.session.config.scopes).map(([name, sentence]) => ({ name, sentence }));
    }

    get lifetimes() {
        return DAYS.map((days) => ({ days, label: _t("%s days", days) }));
    }

    get wish() {
        const scopes = Object.keys(this.state.scopes).filter((name) => this.state.scopes[name]);
        return { name: this.state.name.trim(), scopes, expires_in_days: this.state.days };
    }

    missing({ name, scopes }) {
        return {
            ...(name ? {} : { name: _t("Say what the token is for.") }),
            ...(scopes.length ? {} : { scopes: _t("Allow at least one thing.") }),
        };
    }

    async create() {
        this.state.errors = this.missing(this.wish);
        if (!Object.keys(this.state.errors).length) {
            await this.work.run(() => this.send(this.wish));
        }
    }

    async send(wish) {
        try {
            const { token } = await this.account.createToken(wish, this.key.for(wish));
            Object.assign(this.state, { token: token || "", error: token ? "" : _t("The token was made, but its text was lost on the way. Revoke it and make another one.") });
        } catch (error) {
            const errors = fieldErrors(error);
            Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        }
    }
}
