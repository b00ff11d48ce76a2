import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { letterOf } from "../../core/format";
import { urls } from "../../core/urls";
import { linkHere, workspaceLinks } from "../../core/workspace_links";
import { Icon } from "../icon/icon";

const SHOWN = 6;

/** The ways on from everywhere, and the current workspace's own. */
export class Sidebar extends Component {
    static template = "woow_paas_platform.Sidebar";
    static components = { Icon };
    static props = {};

    setup() {
        this.router = useState(useService("woow_router"));
        this.workspaces = useState(useService("woow_workspaces"));
        Object.assign(this, { letterOf, urls });
    }

    get main() {
        return [
            { name: "dashboard", label: _t("Dashboard"), icon: "space_dashboard", href: urls.dashboard() },
            { name: "workspaces", label: _t("Workspaces"), icon: "workspaces", href: urls.workspaces() },
        ];
    }

    get current() {
        return this.workspaces.byId[this.router.current.params.workspaceId];
    }

    get ofCurrent() {
        return workspaceLinks(this.current);
    }

    get others() {
        return this.workspaces.mine.filter((workspace) => workspace.id !== this.current?.id).slice(0, SHOWN);
    }

    isHere(link) {
        const links = [...this.main, ...(this.current ? this.ofCurrent : [])];
        return linkHere(links, this.router.current) === link.name;
    }
}
