import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** What the caller is mailed about; takes effect at once. */
export class NoticesCard extends Component {
    static template = "woow_paas_platform.NoticesCard";
    static props = { settings: Object };

    setup() {
        this.workspaces = useService("woow_workspaces");
    }

    get choices() {
        return [
            { name: "notify_errors", label: _t("A service fails"), help: _t("A mail when a service of this workspace gets an error.") },
            { name: "notify_members", label: _t("Members come and go"), help: _t("A mail when somebody joins or leaves.") },
        ];
    }

    async choose(name, ev) {
        const { checked } = ev.target;
        try {
            await this.workspaces.saveSettings(this.props.settings.id, { [name]: checked });
        } catch (error) {
            ev.target.checked = !checked;
            throw error;
        }
    }
}
