import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Avatar } from "../../../components/avatar/avatar";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { useBusy } from "../../../core/hooks";
import { useUnsaved } from "../../../core/unsaved";
import { fieldErrors } from "../../../services/specs";

/** Name, language and time zone of the person who is signed in. */
export class ProfileCard extends Component {
    static template = "woow_paas_platform.ProfileCard";
    static components = { Avatar, Button, Icon };
    static props = {};

    setup() {
        this.session = useState(useService("woow_session"));
        this.notification = useService("notification");
        this.state = useState({ draft: {}, errors: {}, error: "" });
        this.work = useBusy();
        useUnsaved(() => this.isDirty);
    }

    get values() {
        const { name, lang, tz } = this.session.me;
        return { name, lang, tz, ...this.state.draft };
    }

    get changed() {
        return Object.fromEntries(Object.entries(this.state.draft).filter(([key, value]) => value.trim() !== this.session.me[key]));
    }

    get isDirty() {
        return Object.keys(this.changed).length > 0;
    }

    /** The browser's names of time zones, with the one in use, which may be one that it does not list. */
    get zones() {
        return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), this.session.me.tz])].sort();
    }

    change(key, value) {
        this.state.draft[key] = value;
        delete this.state.errors[key];
    }

    discard() {
        Object.assign(this.state, { draft: {}, errors: {}, error: "" });
    }

    async save() {
        if (!this.values.name.trim()) {
            this.state.errors = { name: _t("Please enter your name.") };
            return;
        }
        await this.work.run(() => this.send());
    }

    async send() {
        const values = Object.fromEntries(Object.entries(this.changed).map(([key, value]) => [key, value.trim()]));
        try {
            await this.session.saveMe(values, () => this.discard());
            this.notification.add(_t("Saved."), { type: "success" });
        } catch (error) {
            const errors = fieldErrors(error);
            Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        }
    }
}
