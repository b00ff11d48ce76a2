import { Component, onMounted, onWillUnmount, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { browser } from "@web/core/browser/browser";
import { MainComponentsContainer } from "@web/core/main_components_container";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useService } from "@web/core/utils/hooks";
import { Banners } from "../../components/banners/banners";
import { BottomBar } from "../../components/bottom_bar/bottom_bar";
import { CommandPalette } from "../../components/command_palette/command_palette";
import { ErrorState } from "../../components/error_state/error_state";
import { Header } from "../../components/header/header";
import { PageBoundary } from "../../components/page_boundary/page_boundary";
import { Sidebar } from "../../components/sidebar/sidebar";
import { NotFoundPage } from "../../pages/not_found/not_found_page";
import { loginUrl } from "../error_handlers";
import { useLoad } from "../hooks";
import { useFocusKept } from "../keep_focus";
import { useHintsInView } from "../keep_in_view";

const CONFIG_INTERVAL = 30000;

export class WoowApp extends Component {
    static template = "woow_paas_platform.WoowApp";
    static components = { Banners, BottomBar, ErrorState, Header, MainComponentsContainer, PageBoundary, Sidebar };
    static props = {};

    setup() {
        this.router = useState(useService("woow_router"));
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.dialog = useService("dialog");
        this.main = useRef("main");
        this.state = useState({ announcement: "" });
        this.load = useLoad(() => this.start());
        this.palette = null;
        useHotkey("control+k", () => this.openPalette(), { bypassEditableProtection: true, global: true });
        this.listen();
        useFocusKept();
        useHintsInView();
        useEffect(
            (key) => this.arrive(key),
            () => [this.router.current.key]
        );
    }

    async start() {
        try {
            await Promise.all([this.session.load(), this.workspaces.loadMine()]);
        } catch (error) {
            if (error.status === 401) {
                browser.location.replace(loginUrl());
                return new Promise(() => {});
            }
            throw error;
        }
    }

    listen() {
        const onKeydown = (ev) => this.onKeydown(ev);
        let timer;
        onMounted(() => {
            document.addEventListener("keydown", onKeydown);
            timer = browser.setInterval(() => this.refreshConfig(), CONFIG_INTERVAL);
        });
        onWillUnmount(() => {
            document.removeEventListener("keydown", onKeydown);
            browser.clearInterval(timer);
        });
    }

    async refreshConfig() {
        if (this.load.status === "ready" && !document.hidden && this.session.online) {
            await this.session.refreshConfig().catch((error) => {
                if (!error.isOffline) {
                    throw error;
                }
            });
        }
    }

    get page() {
        return this.router.current.page?.Component || NotFoundPage;
    }

    get pageProps() {
        return this.router.current.page ? this.router.current.params : {};
    }

    /** A new page: its title, said aloud, and the focus at its beginning. */
    arrive(key) {
        const title = this.router.current.page?.title() || _t("Page not found");
        document.title = `${title} · Woow PaaS`;
        if (this.arrivedAt !== undefined && this.arrivedAt !== key) {
            this.state.announcement = title;
            window.scrollTo(0, 0);
            this.main.el?.focus({ preventScroll: true });
        }
        this.arrivedAt = key;
    }

    onKeydown(ev) {
        const typing = ev.target.closest?.("input, textarea, select, [contenteditable]");
        if (ev.key === "/" && !typing && !ev.ctrlKey && !ev.metaKey && !document.body.classList.contains("modal-open")) {
            ev.preventDefault();
            const search = document.querySelector("[data-woow-search]");
            search ? search.focus() : this.openPalette();
        }
    }

    openPalette() {
        if (!this.palette && this.load.status === "ready") {
            this.palette = this.dialog.add(CommandPalette, {}, { onClose: () => (this.palette = null) });
        }
    }
}
