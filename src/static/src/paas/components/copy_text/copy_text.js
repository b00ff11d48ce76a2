import { Component, onWillUnmount, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { useService } from "@web/core/utils/hooks";
import { Icon } from "../icon/icon";

/** A value to take along. */
export class CopyText extends Component {
    static template = "woow_paas_platform.CopyText";
    static components = { Icon };
    static props = { value: String, label: String };

    setup() {
        this.notification = useService("notification");
        this.state = useState({ copied: false });
        onWillUnmount(() => browser.clearTimeout(this.timer));
    }

    async copy() {
        try {
            await browser.navigator.clipboard.writeText(this.props.value);
        } catch {
            this.notification.add(_t("The browser did not allow copying. Select the text and copy it by hand."), { type: "warning" });
            return;
        }
        this.state.copied = true;
        this.timer = browser.setTimeout(() => (this.state.copied = false), 2000);
    }
}
