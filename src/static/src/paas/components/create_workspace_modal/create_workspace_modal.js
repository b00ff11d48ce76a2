import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { OnceKey } from "../../core/api";
import { formatMoney } from "../../core/format";
import { useBusy } from "../../core/hooks";
import { urls } from "../../core/urls";
import { fieldErrors } from "../../services/specs";
import { AppIcon } from "../app_icon/app_icon";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";

/** Makes a workspace, blank or from a template with its services, or changes the name and description of one. */
export class CreateWorkspaceModal extends Component {
    static template = "woow_paas_platform.CreateWorkspaceModal";
    static components = { AppIcon, Button, Icon, Modal };
    static props = { close: Function, workspace: { type: Object, optional: true } };

    setup() {
        this.workspaces = useState(useService("woow_workspaces"));
        this.router = useService("woow_router");
        this.notification = useService("notification");
        const { name = "", description = "" } = this.props.workspace || {};
        this.state = useState({ name, description, templateId: 0, errors: {}, error: "" });
        this.work = useBusy();
        this.key = new OnceKey();
        useAutofocus({ refName: "name" });
        onWillStart(() => {
            this.loadTemplates();
        });
    }

    /** Templates are an offer: without them a blank workspace is made all the same. */
    async loadTemplates() {
        if (!this.props.workspace) {
            await this.workspaces.loadTemplates();
        }
    }

    get templates() {
        return (!this.props.workspace && this.workspaces.templates) || [];
    }

    get chosen() {
        return this.templates.find(({ id }) => id === this.state.templateId);
    }

    costOf({ monthly_cost: { amount, currency } }) {
        return _t("%s / month", formatMoney(amount, currency));
    }

    choose(templateId) {
        this.state.templateId = templateId;
    }

    get title() {
        return this.props.workspace ? _t("Edit workspace") : _t("New workspace");
    }

    get saveLabel() {
        return this.props.workspace ? _t("Save") : _t("Create workspace");
    }

    async save() {
        const { name, description, templateId } = this.state;
        if (!name.trim()) {
            this.state.errors = { name: _t("Please give the workspace a name.") };
            return;
        }
        const template = templateId ? { workspace_template_id: templateId } : {};
        await this.work.run(() => this.send({ name: name.trim(), description: description.trim(), ...template }));
    }

    readySentence({ name }) {
        return this.chosen ? _t("%s is ready; its services are starting.", name) : _t("%s is ready. Launch its first app.", name);
    }

    async send(values) {
        try {
            if (this.props.workspace) {
                await this.workspaces.update(this.props.workspace.id, values);
            } else {
                const workspace = await this.workspaces.create(values, this.key.for(values));
                this.router.navigate(urls.workspace(workspace.id));
                this.notification.add(this.readySentence(workspace), { type: "success" });
            }
            this.props.close();
        } catch (error) {
            const errors = fieldErrors(error);
            Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        }
    }
}
