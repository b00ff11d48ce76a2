import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { OnceKey } from "../../core/api";
import { useBusy } from "../../core/hooks";
import { urls } from "../../core/urls";
import { fieldErrors } from "../../services/specs";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";

/** Makes a workspace, or changes the name and description of one. */
export class CreateWorkspaceModal extends Component {
    static template = "woow_paas_platform.CreateWorkspaceModal";
    static components = { Button, Icon, Modal };
    static props = { close: Function, workspace: { type: Object, optional: true } };

    setup() {
        this.workspaces = useService("woow_workspaces");
        this.router = useService("woow_router");
        this.notification = useService("notification");
        const { name = "", description = "" } = this.props.workspace || {};
        this.state = useState({ name, description, errors: {}, error: "" });
        this.work = useBusy();
        this.key = new OnceKey();
        useAutofocus({ refName: "name" });
    }

    get title() {
        return this.props.workspace ? _t("Edit workspace") : _t("New workspace");
    }

    get saveLabel() {
        return this.props.workspace ? _t("Save") : _t("Create workspace");
    }

    async save() {
        const { name, description } = this.state;
        if (!name.trim()) {
            this.state.errors = { name: _t("Please give the workspace a name.") };
            return;
        }
        await this.work.run(() => this.send({ name: name.trim(), description: description.trim() }));
    }

    async send(values) {
        try {
            if (this.props.workspace) {
                await this.workspaces.update(this.props.workspace.id, values);
            } else {
                const workspace = await this.workspaces.create(values, this.key.for(values));
                this.router.navigate(urls.workspace(workspace.id));
                this.notification.add(_t("%s is ready. Launch its first app.", workspace.name), { type: "success" });
            }
            this.props.close();
        } catch (error) {
            const errors = fieldErrors(error);
            Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        }
    }
}
