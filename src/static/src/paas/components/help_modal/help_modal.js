import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Modal } from "../modal/modal";

/** How to get about, and where to read on. */
export class HelpModal extends Component {
    static template = "woow_paas_platform.HelpModal";
    static components = { Modal };
    static props = { close: Function };

    get shortcuts() {
        return [
            { keys: ["Ctrl", "K"], label: _t("Go anywhere: workspaces, services, apps, actions") },
            { keys: ["/"], label: _t("Search on this page") },
            { keys: ["Esc"], label: _t("Close what is open") },
            { keys: ["Tab"], label: _t("Move from one control to the next") },
        ];
    }

    get questions() {
        return [
            {
                title: _t("What is a workspace?"),
                text: _t("A place for the services of one team, with its members and their roles. Nobody else sees it."),
            },
            {
                title: _t("What happens when I stop a service?"),
                text: _t("It no longer answers and uses no computing power. Its data and settings stay; start it whenever you like."),
            },
            {
                title: _t("Something went wrong. What now?"),
                text: _t("Open the service: it says in one sentence why, and offers the step that helps. Under Revisions you can go back to settings that worked."),
            },
        ];
    }
}
