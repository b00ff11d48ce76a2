import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { OnceKey } from "../../core/api";
import { formatMoney, formatNumber } from "../../core/format";
import { useBusy } from "../../core/hooks";
import { roleLabel } from "../../core/labels";
import { urls } from "../../core/urls";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";

/** Where in the file something is wrong, as people find it: "services.0.values.auth.database" is a setting of the first service. */
export function placeOf(path, file) {
    const { services, members } = file || {};
    const [list, index, ...rest] = path.split(".");
    const name = rest[0] === "values" ? rest.slice(1).join(".") : rest.join(".");
    const number = formatNumber(Number(index) + 1);
    if (list === "services" && rest.length) {
        return _t("Service %(service)s, %(name)s", { service: services?.[index]?.name || number, name });
    }
    if (list === "members" && rest.length) {
        return _t("Member %(member)s, %(name)s", { member: members?.[index]?.email || number, name });
    }
    return path;
}

/** Makes a workspace of an exported file; shows first what would be made. */
export class ImportModal extends Component {
    static template = "woow_paas_platform.ImportModal";
    static components = { Button, Icon, Modal };
    static props = { close: Function };

    setup() {
        this.workspaces = useService("woow_workspaces");
        this.router = useService("woow_router");
        this.notification = useService("notification");
        this.state = useState({ preview: null, problems: [] });
        this.work = useBusy();
        this.key = new OnceKey();
        this.roleLabel = roleLabel;
    }

    get cost() {
        const { amount, currency } = this.state.preview.monthly_cost;
        return _t("%s / month", formatMoney(amount, currency));
    }

    get importReason() {
        return this.state.preview ? "" : _t("Choose a file first.");
    }

    async choose(ev) {
        const [file] = ev.target.files;
        Object.assign(this.state, { preview: null, problems: [] });
        if (file) {
            await this.attempt(async () => {
                this.document = await this.read(file);
                this.state.preview = await this.workspaces.previewImport(this.document);
            });
        }
    }

    async read(file) {
        try {
            return JSON.parse(await file.text());
        } catch {
            throw new Error(_t("This file is no exported workspace. Choose a file that was saved by Export."));
        }
    }

    async run() {
        await this.attempt(async () => {
            const { workspace_id: id, name } = await this.workspaces.import(this.document, this.key.for(this.document));
            this.props.close();
            this.router.navigate(urls.workspace(id));
            this.notification.add(_t("%s is imported.", name), { type: "success" });
        });
    }

    async attempt(action) {
        this.state.problems = [];
        await this.work.run(async () => {
            try {
                await action();
            } catch (error) {
                const fields = Object.entries(error.fields || {}).map(([key, sentence]) => `${placeOf(key, this.document)}: ${sentence}`);
                this.state.problems = fields.length ? fields : [error.message];
            }
        });
    }
}
