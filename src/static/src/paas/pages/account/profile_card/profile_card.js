import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Avatar } from "../../../components/avatar/avatar";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { useDraft } from "../../../core/draft";

/** Name, language and time zone of the person who is signed in. */
export class ProfileCard extends Component {
    static template = "woow_paas_platform.ProfileCard";
    static components = { Avatar, Button, Icon };
    static props = {};

    setup() {
        this.session = useState(useService("woow_session"));
        this.draft = useDraft({
            saved: () => this.session.me,
            missing: { name: _t("Please enter your name.") },
            save: (changed) => this.session.saveMe(changed, () => this.draft.discard()),
        });
    }

    /** The browser's names of time zones, with the one in use, which may be one that it does not list. */
    get zones() {
        return [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone"), this.session.me.tz])].sort();
    }
}
