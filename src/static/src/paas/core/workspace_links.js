import { _t } from "@web/core/l10n/translation";
import { urls } from "./urls";

/** The pages of one workspace; what an archived one has no use for is left out. */
export function workspaceLinks({ id, state }) {
    const links = [
        { name: "workspace", label: _t("Overview"), icon: "grid_view", href: urls.workspace(id) },
        { name: "marketplace", label: _t("Marketplace"), icon: "storefront", href: urls.marketplace(id) },
        { name: "team", label: _t("Team"), icon: "group", href: urls.team(id) },
        { name: "activity", label: _t("Activity"), icon: "history", href: urls.activity(id) },
        { name: "settings", label: _t("Settings"), icon: "settings", href: urls.settings(id) },
    ];
    return links.filter(({ name }) => state === "active" || name !== "marketplace");
}

/** Which of `links` the current route belongs to: its own page, else the one that the page is filed under. */
export function linkHere(links, { name, page }) {
    return links.some((link) => link.name === name) ? name : page?.nav;
}
