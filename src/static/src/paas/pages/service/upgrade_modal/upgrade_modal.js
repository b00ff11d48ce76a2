import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { Button } from "../../../components/button/button";
import { ChangeReview } from "../../../components/change_review/change_review";
import { Icon } from "../../../components/icon/icon";
import { Modal } from "../../../components/modal/modal";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { useBusy, useLoad } from "../../../core/hooks";

/** A newer version: which one, what is new in it, and what it changes here. */
export class UpgradeModal extends Component {
    static template = "woow_paas_platform.UpgradeModal";
    static components = { Async, Button, ChangeReview, Icon, Modal, Skeleton };
    static props = { service: Object, close: Function };

    setup() {
        this.services = useService("woow_services");
        this.insight = useService("woow_insight");
        this.state = useState({ versions: [], version: "", error: "", obstacle: "" });
        this.work = useBusy();
        this.load = useLoad(() => this.fetch());
    }

    async fetch() {
        const answer = await this.insight.versions(this.props.service);
        this.state.versions = (answer.items || answer).filter(({ newer }) => newer);
        this.state.version = this.state.versions[0]?.version || "";
    }

    get sentence() {
        return _t("%s is in use. Data and settings stay; the app is away for a short while.", this.props.service.chart_version);
    }

    choose(version) {
        Object.assign(this.state, { version, error: "", obstacle: "" });
    }

    preview() {
        return this.insight.preview(this.props.service, { action: "upgrade", version: this.state.version });
    }

    async upgrade() {
        this.state.error = "";
        await this.work.run(async () => {
            try {
                await this.services.act(this.props.service, "upgrade", { version: this.state.version });
                this.props.close();
            } catch (error) {
                this.state.error = error.message;
            }
        });
    }
}
