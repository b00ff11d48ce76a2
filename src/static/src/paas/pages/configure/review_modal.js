import { Component, useState } from "@odoo/owl";
import { Button } from "../../components/button/button";
import { Icon } from "../../components/icon/icon";
import { Modal } from "../../components/modal/modal";
import { formatPrice, formatResources } from "../../core/format";
import { useBusy } from "../../core/hooks";
import { shownValues } from "../../services/specs";

/** What is about to be launched, in full. */
export class ReviewModal extends Component {
    static template = "woow_paas_platform.ReviewModal";
    static components = { Button, Icon, Modal };
    static props = { template: Object, workspace: Object, name: String, url: String, values: Object, launch: Function, close: Function };

    setup() {
        this.state = useState({ error: "" });
        this.work = useBusy();
        this.formatPrice = formatPrice;
    }

    get needs() {
        const { min_vcpu, min_ram_gb, min_storage_gb } = this.props.template;
        return formatResources({ vcpu: min_vcpu, ram_gb: min_ram_gb, storage_gb: min_storage_gb });
    }

    get rows() {
        return shownValues(this.props.template.helm_value_specs, this.props.values);
    }

    async launch() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await this.props.launch();
                this.props.close();
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
