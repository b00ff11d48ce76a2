import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { ChangeReview } from "../../../components/change_review/change_review";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { SubdomainField } from "../../../components/subdomain_field/subdomain_field";
import { useBusy, useQuiet } from "../../../core/hooks";
import { fieldErrors } from "../../../services/specs";

const QUIET = 700;

/** Another address for a service, with what that changes once the address is known to be free. */
export class DomainModal extends Component {
    static template = "woow_paas_platform.DomainModal";
    static components = { Button, ChangeReview, Icon, Modal, SubdomainField };
    static props = { service: Object, close: Function };

    setup() {
        this.services = useService("woow_services");
        this.insight = useService("woow_insight");
        this.state = useState({ subdomain: this.props.service.subdomain || "", previewed: "", problem: "", refusal: "", error: "" });
        this.work = useBusy();
        this.previewSoon = useQuiet((subdomain) => this.look(subdomain), QUIET);
    }

    get isChanged() {
        return this.state.subdomain && this.state.subdomain !== this.props.service.subdomain;
    }

    change(value) {
        Object.assign(this.state, { subdomain: value, previewed: "", refusal: "", error: "" });
        this.previewSoon(value);
    }

    look(subdomain) {
        if (this.isChanged && !this.state.problem && subdomain === this.state.subdomain) {
            this.state.previewed = subdomain;
        }
    }

    preview() {
        return this.insight.preview(this.props.service, { action: "domain", subdomain: this.state.previewed });
    }

    async save() {
        if (!this.isChanged || this.state.problem) {
            return;
        }
        await this.work.run(async () => {
            try {
                await this.services.act(this.props.service, "domain", { subdomain: this.state.subdomain });
                this.props.close();
            } catch (error) {
                const refusal = fieldErrors(error).subdomain || "";
                Object.assign(this.state, { refusal, error: refusal ? "" : error.message });
            }
        });
    }
}
