import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { Button } from "../../../components/button/button";
import { ConfirmModal } from "../../../components/confirm_modal/confirm_modal";
import { Icon } from "../../../components/icon/icon";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { formatDate, formatRelative } from "../../../core/format";
import { useLoad } from "../../../core/hooks";
import { TokenModal } from "../token_modal/token_modal";

/** What acts in the person's name. */
export class TokensCard extends Component {
    static template = "woow_paas_platform.TokensCard";
    static components = { Async, Button, Icon, Skeleton };
    static props = {};

    setup() {
        this.account = useState(useService("woow_account"));
        this.dialog = useService("dialog");
        this.load = useLoad(() => this.account.loadTokens());
    }

    factsOf(token) {
        const used = token.last_used_date ? _t("Used %s", formatRelative(token.last_used_date)) : _t("Never used");
        const until = token.expired ? _t("Expired on %s", formatDate(token.expires_date)) : _t("Valid until %s", formatDate(token.expires_date));
        return `${used} · ${until}`;
    }

    create() {
        this.dialog.add(TokenModal, {});
    }

    revoke(token) {
        this.dialog.add(ConfirmModal, {
            title: _t("Revoke %s?", token.name),
            points: [_t("Scripts that use this token are refused from now on."), _t("This can't be undone; a new token can be made at any time.")],
            confirmLabel: _t("Revoke"),
            danger: true,
            confirm: () => this.account.revokeToken(token.id),
        });
    }
}
