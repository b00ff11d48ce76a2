import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";
import { THEMES } from "../../core/theme";
import { urls } from "../../core/urls";
import { Avatar } from "../avatar/avatar";
import { HelpModal } from "../help_modal/help_modal";
import { Icon } from "../icon/icon";
import { Menu } from "../menu/menu";

/** Search, and everything about the person who is signed in. */
export class Header extends Component {
    static template = "woow_paas_platform.Header";
    static components = { Avatar, Icon, Menu };
    static props = { openPalette: Function };

    setup() {
        this.session = useState(useService("woow_session"));
        this.theme = useState(useService("woow_theme"));
        this.dialog = useService("dialog");
        this.isMac = /mac|iphone|ipad/i.test(navigator.platform);
    }

    get themeLabels() {
        return { light: _t("Light"), dark: _t("Dark"), system: _t("As the system") };
    }

    get themeIcon() {
        return { light: "light_mode", dark: "dark_mode", system: "contrast" }[this.theme.choice];
    }

    get themeItems() {
        const icons = { light: "light_mode", dark: "dark_mode", system: "computer" };
        return THEMES.map((choice) => ({
            name: `theme-${choice}`,
            label: this.themeLabels[choice],
            icon: icons[choice],
            checked: this.theme.choice === choice,
            onClick: () => this.theme.choose(choice),
        }));
    }

    get languageItems() {
        const current = (user.context.lang || "en_US").replace("-", "_");
        return (this.session.config.languages || []).map(({ code, name }) => ({
            name: `lang-${code}`,
            label: name,
            checked: code === current,
            onClick: () => code !== current && this.session.setLanguage(code),
        }));
    }

    get accountItems() {
        const items = [
            { label: _t("Account"), icon: "account_circle", href: urls.account(), name: "account-page" },
            { label: _t("Help and shortcuts"), icon: "help", onClick: () => this.dialog.add(HelpModal, {}) },
            { label: _t("API documentation"), icon: "code", href: "/api/docs", target: "_blank" },
        ];
        if (this.session.me.is_internal) {
            items.push({ label: _t("Odoo backend"), icon: "admin_panel_settings", href: "/odoo" });
        }
        return [
            ...items,
            { divider: true },
            { heading: _t("Language") },
            ...this.languageItems,
            { divider: true },
            { label: _t("Log out"), icon: "logout", href: "/web/session/logout?redirect=/woow", name: "logout" },
        ];
    }
}
