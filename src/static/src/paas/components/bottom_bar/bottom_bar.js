import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { urls } from "../../core/urls";
import { Icon } from "../icon/icon";

/** The sidebar's place on phones and tablets. */
export class BottomBar extends Component {
    static template = "woow_paas_platform.BottomBar";
    static components = { Icon };
    static props = {};

    setup() {
        this.router = useState(useService("woow_router"));
        this.workspaces = useState(useService("woow_workspaces"));
    }

    get links() {
        const links = [
            { name: "dashboard", label: _t("Dashboard"), icon: "space_dashboard", href: urls.dashboard() },
            { name: "workspaces", label: _t("Workspaces"), icon: "workspaces", href: urls.workspaces() },
        ];
        const current = this.workspaces.byId[this.router.current.params.workspaceId];
        const workspace = current || this.workspaces.mine[0];
        if (workspace && workspace.state === "active") {
            links.push(
                { name: "workspace", label: _t("Services"), icon: "grid_view", href: urls.workspace(workspace.id) },
                { name: "marketplace", label: _t("Marketplace"), icon: "storefront", href: urls.marketplace(workspace.id) }
            );
        }
        return links;
    }

    isHere(link) {
        const { name, page } = this.router.current;
        return name === link.name || page?.nav === link.name;
    }
}
