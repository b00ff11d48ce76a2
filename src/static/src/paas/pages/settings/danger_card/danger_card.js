import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { useWorkspaceActions } from "../../../components/workspace_actions/workspace_actions";

/** Archive, restore, and delete for good. */
export class DangerCard extends Component {
    static template = "woow_paas_platform.DangerCard";
    static components = { Button };
    static props = { workspace: Object };

    setup() {
        this.session = useState(useService("woow_session"));
        this.actions = useWorkspaceActions(() => this.props.workspace);
    }

    get archiveReason() {
        return this.session.whyNot(this.props.workspace, "workspace.archive");
    }

    get deleteReason() {
        return this.session.whyNot(this.props.workspace, "workspace.delete");
    }
}
