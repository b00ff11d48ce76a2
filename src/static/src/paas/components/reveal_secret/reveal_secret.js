import { Component, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { useBusy } from "../../core/hooks";
import { Button } from "../button/button";
import { CopyText } from "../copy_text/copy_text";

/** A secret that shows when asked for; asking is recorded. */
export class RevealSecret extends Component {
    static template = "woow_paas_platform.RevealSecret";
    static components = { Button, CopyText };
    static props = { service: Object, spec: Object, reason: { type: String, optional: true } };
    static defaultProps = { reason: "" };

    setup() {
        this.services = useService("woow_services");
        this.state = useState({ value: null, error: "" });
        this.work = useBusy();
    }

    async reveal() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                this.state.value = (await this.services.reveal(this.props.service, this.props.spec.key)).value;
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
