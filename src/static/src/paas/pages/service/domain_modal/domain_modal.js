import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { SubdomainField } from "../../../components/subdomain_field/subdomain_field";
import { useBusy } from "../../../core/hooks";
import { fieldErrors } from "../../../services/specs";

/** Another address for a service. */
export class DomainModal extends Component {
    static template = "woow_paas_platform.DomainModal";
    static components = { Button, Icon, Modal, SubdomainField };
    static props = { service: Object, close: Function };

    setup() {
        this.services = useService("woow_services");
        this.state = useState({ subdomain: this.props.service.subdomain || "", problem: "", refusal: "", error: "" });
        this.work = useBusy();
    }

    get isChanged() {
        return this.state.subdomain && this.state.subdomain !== this.props.service.subdomain;
    }

    change(value) {
        Object.assign(this.state, { subdomain: value, refusal: "", error: "" });
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
