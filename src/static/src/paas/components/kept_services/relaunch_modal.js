import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { useBusy } from "../../core/hooks";
import { fieldErrors } from "../../services/specs";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";
import { SubdomainField } from "../subdomain_field/subdomain_field";

/** Launches a deleted service on the data that was kept; its address may be somebody else's by now. */
export class RelaunchModal extends Component {
    static template = "woow_paas_platform.RelaunchModal";
    static components = { Button, Icon, Modal, SubdomainField };
    static props = { service: Object, launched: Function, close: Function };

    setup() {
        this.services = useService("woow_services");
        this.state = useState({ subdomain: this.props.service.subdomain || "", problem: "", refusal: "", error: "" });
        this.work = useBusy();
    }

    get hasAddress() {
        return Boolean(this.props.service.subdomain);
    }

    change(value) {
        Object.assign(this.state, { subdomain: value, refusal: "", error: "" });
    }

    async launch() {
        if (this.hasAddress && (!this.state.subdomain || this.state.problem)) {
            return;
        }
        await this.work.run(async () => {
            try {
                const body = this.hasAddress ? { subdomain: this.state.subdomain } : {};
                const service = await this.services.act(this.props.service, "relaunch", body);
                this.props.close();
                this.props.launched(service);
            } catch (error) {
                const refusal = fieldErrors(error).subdomain || "";
                Object.assign(this.state, { refusal, error: refusal ? "" : error.message });
            }
        });
    }
}
