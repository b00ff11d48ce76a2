import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { linkHere, workspaceLinks } from "../../core/workspace_links";
import { Tabs } from "../tabs/tabs";

/** The pages of a workspace, where the sidebar has no room. */
export class WorkspaceTabs extends Component {
    static template = "woow_paas_platform.WorkspaceTabs";
    static components = { Tabs };
    static props = { workspace: Object };

    setup() {
        this.router = useState(useService("woow_router"));
    }

    get tabs() {
        return workspaceLinks(this.props.workspace).filter(({ name }) => name !== "marketplace");
    }

    get here() {
        return linkHere(this.tabs, this.router.current) || "";
    }
}
