import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { useBusy } from "../../../core/hooks";
import { roleLabel } from "../../../core/labels";

/** Asks a member to become the owner. */
export class TransferModal extends Component {
    static template = "woow_paas_platform.TransferModal";
    static components = { Button, Icon, Modal };
    static props = {
        workspace: Object,
        members: { type: Array, element: Object },
        member: { type: Object, optional: true },
        close: Function,
    };

    setup() {
        this.team = useService("woow_team");
        this.notification = useService("notification");
        this.candidates = this.props.members.filter((member) => member.role !== "owner");
        this.state = useState({ memberId: (this.props.member || this.candidates[0])?.id, error: "" });
        this.work = useBusy();
        this.roleLabel = roleLabel;
    }

    get title() {
        return _t("Hand %s over", this.props.workspace.name);
    }

    choose(ev) {
        this.state.memberId = Number(ev.target.value);
    }

    async offer() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await this.team.offer(this.props.workspace.id, this.state.memberId);
                const { name } = this.candidates.find(({ id }) => id === this.state.memberId);
                this.notification.add(_t("%s is asked, and answers on this page.", name), { type: "success" });
                this.props.close();
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
