import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { PageHeader } from "../../components/page_header/page_header";
import { pages } from "../../core/router";
import { THEMES } from "../../core/theme";
import { ProfileCard } from "./profile_card/profile_card";
import { TokensCard } from "./tokens_card/tokens_card";

/** Who one is here, how the page looks, and what acts in one's name. */
export class AccountPage extends Component {
    static template = "woow_paas_platform.AccountPage";
    static components = { PageHeader, ProfileCard, TokensCard };
    static props = {};

    setup() {
        this.theme = useState(useService("woow_theme"));
    }

    get themes() {
        const labels = { light: _t("Light"), dark: _t("Dark"), system: _t("As the system") };
        return THEMES.map((name) => ({ name, label: labels[name] }));
    }
}

pages.add("account", { route: "#/account", Component: AccountPage, title: () => _t("Account") });
