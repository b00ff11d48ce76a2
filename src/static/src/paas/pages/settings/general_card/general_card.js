import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { useBusy } from "../../../core/hooks";
import { useUnsaved } from "../../../core/unsaved";
import { fieldErrors } from "../../../services/specs";

/** Name, description and short name; what is typed survives every refresh until it is saved or discarded. */
export class GeneralCard extends Component {
    static template = "woow_paas_platform.GeneralCard";
    static components = { Button, Icon };
    static props = { settings: Object };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useService("woow_workspaces");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.state = useState({ draft: {}, errors: {}, error: "" });
        this.work = useBusy();
        useUnsaved(() => this.isDirty);
    }

    get reason() {
        return this.session.whyNot(this.props.settings, "workspace.settings");
    }

    get values() {
        const { name, description } = this.props.settings;
        return { name, description, ...this.state.draft };
    }

    get changed() {
        const { settings } = this.props;
        return Object.fromEntries(Object.entries(this.state.draft).filter(([key, value]) => value.trim() !== settings[key]));
    }

    get isDirty() {
        return Object.keys(this.changed).length > 0;
    }

    change(key, value) {
        this.state.draft[key] = value;
        delete this.state.errors[key];
    }

    discard() {
        Object.assign(this.state, { draft: {}, errors: {}, error: "" });
    }

    async save() {
        if (this.reason || !this.isDirty) {
            return;
        }
        if (!this.values.name.trim()) {
            this.state.errors = { name: _t("Please give the workspace a name.") };
            return;
        }
        await this.work.run(() => this.send());
    }

    async send() {
        const values = Object.fromEntries(Object.entries(this.changed).map(([key, value]) => [key, value.trim()]));
        try {
            await this.workspaces.saveSettings(this.props.settings.id, values);
            this.discard();
            this.notification.add(_t("Saved."), { type: "success" });
        } catch (error) {
            const errors = fieldErrors(error);
            Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        }
    }

    renewSlug() {
        const { id, name, slug } = this.props.settings;
        this.dialog.add(ConfirmModal, {
            title: _t("Make a new short name?"),
            points: [
                _t("It is made of the present name, %s.", name),
                _t("Programs that look for %s no longer find this workspace.", slug),
            ],
            confirmLabel: _t("Make a new one"),
            icon: "refresh",
            confirm: () => this.workspaces.saveSettings(id, { regenerate_slug: true }),
        });
    }
}
