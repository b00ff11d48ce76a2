import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { urls } from "../../core/urls";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";

/** The way from nothing to a first running app. */
export class FirstSteps extends Component {
    static template = "woow_paas_platform.FirstSteps";
    static components = { Button, Icon };
    static props = { workspace: { type: Object, optional: true }, create: Function };

    get steps() {
        const { workspace } = this.props;
        return [
            {
                title: _t("Make a workspace"),
                text: _t("A place for your team's services. You decide who gets in."),
                done: Boolean(workspace),
                label: _t("New workspace"),
                onClick: this.props.create,
            },
            {
                title: _t("Pick an app"),
                text: _t("Choose from the marketplace, fill in a short form, see what it costs."),
                href: workspace && urls.marketplace(workspace.id),
                label: _t("Open the marketplace"),
            },
            {
                title: _t("Watch it start, then use it"),
                text: _t("Each stage shows as it happens. When it is ready, its address opens with one click."),
            },
        ];
    }

    isNext(index) {
        return this.steps.findIndex((step) => !step.done) === index;
    }
}
