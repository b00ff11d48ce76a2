import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Avatar } from "../../../components/avatar/avatar";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { useBusy } from "../../../core/hooks";
import { roleLabel } from "../../../core/labels";

const FACES = {
    done: { icon: "check_circle", tone: "running" },
    unchanged: { icon: "info", tone: "idle" },
    refused: { icon: "error", tone: "error" },
};

/** One change of several members: all or none, with a word about each. */
export class BatchModal extends Component {
    static template = "woow_paas_platform.BatchModal";
    static components = { Avatar, Button, Icon, Modal };
    static props = {
        workspaceId: Number,
        members: { type: Array, element: Object },
        operation: String,
        role: String,
        done: Function,
        close: Function,
    };

    setup() {
        this.team = useService("woow_team");
        this.members = this.props.members;
        this.state = useState({ answer: null, error: "" });
        this.work = useBusy();
        this.roleLabel = roleLabel;
    }

    get isRemoval() {
        return this.props.operation === "remove";
    }

    get title() {
        return this.isRemoval ? _t("Remove these members?") : _t("Give these members the role %s?", roleLabel(this.props.role));
    }

    get doLabel() {
        return this.isRemoval ? _t("Remove") : _t("Change role");
    }

    resultOf(member) {
        const result = this.state.answer?.results.find(({ id }) => id === member.id);
        return result && { ...result, ...FACES[result.status] };
    }

    async run() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                const { workspaceId, operation, role } = this.props;
                this.state.answer = await this.team.change(workspaceId, this.members.map(({ id }) => id), operation, role);
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }

    close() {
        if (this.state.answer?.applied) {
            this.props.done();
        }
        this.props.close();
    }
}
