import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { useDraft } from "../../../core/draft";

/** Name, description and short name; what is typed survives every refresh until it is saved or discarded. */
export class GeneralCard extends Component {
    static template = "woow_paas_platform.GeneralCard";
    static components = { Button, Icon };
    static props = { settings: Object };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useService("woow_workspaces");
        this.dialog = useService("dialog");
        this.draft = useDraft({
            saved: () => this.props.settings,
            missing: { name: _t("Please give the workspace a name.") },
            save: (changed) => this.workspaces.saveSettings(this.props.settings.id, changed),
        });
    }

    get reason() {
        return this.session.whyNot(this.props.settings, "workspace.settings");
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
