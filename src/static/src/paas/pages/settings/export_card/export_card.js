import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { useBusy } from "../../../core/hooks";

/** The workspace as a file. */
export class ExportCard extends Component {
    static template = "woow_paas_platform.ExportCard";
    static components = { Button };
    static props = { workspace: Object };

    setup() {
        this.session = useState(useService("woow_session"));
        this.workspaces = useService("woow_workspaces");
        this.work = useBusy();
    }

    get reason() {
        return this.session.whyNot(this.props.workspace, "workspace.export");
    }

    save() {
        return this.work.run(() => this.workspaces.export(this.props.workspace.id));
    }
}
