import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatNumber, formatRelative } from "../../core/format";
import { urls } from "../../core/urls";
import { AppIcon } from "../app_icon/app_icon";
import { Button } from "../button/button";
import { ConfirmModal } from "../confirm_modal/confirm_modal";
import { RelaunchModal } from "./relaunch_modal";

/** Deleted services whose data was kept: launched again on it, or the data is given up. */
export class KeptServices extends Component {
    static template = "woow_paas_platform.KeptServices";
    static components = { AppIcon, Button };
    static props = { workspace: Object, services: { type: Array, element: Object } };

    setup() {
        this.session = useState(useService("woow_session"));
        this.services = useService("woow_services");
        this.router = useService("woow_router");
        this.notification = useService("notification");
        this.dialog = useService("dialog");
    }

    reason(action) {
        return this.session.whyNot(this.props.workspace, `service.${action}`);
    }

    lineOf({ kept_volumes: volumes = [], template, updated_at: at }) {
        const count = volumes.length === 1 ? _t("1 volume") : _t("%s volumes", formatNumber(volumes.length));
        return [template?.name, count, _t("deleted %s", formatRelative(at))].filter(Boolean).join(" · ");
    }

    relaunch(service) {
        this.dialog.add(RelaunchModal, {
            service,
            launched: ({ workspace_id: workspaceId, id }) => this.router.navigate(urls.service(workspaceId, id)),
        });
    }

    discard(service) {
        this.dialog.add(ConfirmModal, {
            title: _t("Discard the data of %s?", service.name),
            points: [_t("Its volumes are removed with everything in them. This can't be undone.")],
            typed: service.name,
            confirmLabel: _t("Discard the data"),
            icon: "delete",
            danger: true,
            confirm: async () => {
                await this.services.act(service, "discard");
                await this.services.loadKept(service.workspace_id);
                this.notification.add(_t("The data of %s is being removed.", service.name), { type: "success" });
            },
        });
    }
}
