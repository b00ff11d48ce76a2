import { Component, onMounted, useRef, useState, useEffect } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useQuiet } from "../../core/hooks";
import { stateInfo } from "../../core/labels";
import { textOf } from "../../core/templates";
import { THEMES } from "../../core/theme";
import { urls } from "../../core/urls";
import { rankOf, wordsOf } from "../../services/ranking";
import { Icon } from "../icon/icon";
import { Modal } from "../modal/modal";
import { CreateWorkspaceModal } from "../create_workspace_modal/create_workspace_modal";

const SHOWN = 40;
const SEARCH_DELAY = 150;

function uniqueById(records) {
    return [...new Map(records.map((record) => [record.id, record])).values()];
}

/** In each group, those whose name begins with the words, then those that hold them, then the rest. */
function bestFirst(entries, words) {
    const groups = [...new Set(entries.map(({ group }) => group))];
    const place = ({ group, label }) => groups.indexOf(group) * 3 + rankOf(label, words);
    return words.length ? entries.sort((one, other) => place(one) - place(other)) : entries;
}

/** Everything that can be gone to or done, by a few letters. */
export class CommandPalette extends Component {
    static template = "woow_paas_platform.CommandPalette";
    static components = { Icon, Modal };
    static props = { close: Function };

    setup() {
        this.router = useService("woow_router");
        this.session = useState(useService("woow_session"));
        this.workspaces = useState(useService("woow_workspaces"));
        this.services = useState(useService("woow_services"));
        this.templates = useState(useService("woow_templates"));
        this.dashboard = useState(useService("woow_dashboard"));
        this.theme = useService("woow_theme");
        this.dialog = useService("dialog");
        this.api = useService("woow_api");
        this.state = useState({ query: "", index: 0, found: [] });
        this.search = useQuiet((query) => this.load(query), SEARCH_DELAY);
        this.list = useRef("list");
        useAutofocus({ refName: "input" });
        onMounted(() => this.fill());
        useEffect(
            () => {
                this.list.el?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.state.index]
        );
    }

    async fill() {
        await Promise.all([
            this.workspaces.loadMine(),
            this.dashboard.load(),
            this.templates.all ? null : this.templates.loadAll(),
        ]);
    }

    get workspaceId() {
        return this.router.current.params.workspaceId || this.workspaces.mine[0]?.id;
    }

    get pages() {
        return [
            { label: _t("Dashboard"), icon: "space_dashboard", href: urls.dashboard() },
            { label: _t("Workspaces"), icon: "workspaces", href: urls.workspaces() },
            { label: _t("Account"), icon: "account_circle", href: urls.account() },
        ];
    }

    get actions() {
        const names = { light: _t("Light theme"), dark: _t("Dark theme"), system: _t("Theme of the system") };
        return [
            { label: _t("New workspace"), icon: "add", run: () => this.dialog.add(CreateWorkspaceModal, {}) },
            ...THEMES.map((choice) => ({ label: names[choice], icon: "contrast", run: () => this.theme.choose(choice) })),
        ];
    }

    get knownServices() {
        const { recent = [], attention = [] } = this.dashboard.data || {};
        const known = [...recent, ...attention, ...Object.values(this.services.byId), ...this.foundOf("service")];
        return uniqueById(known);
    }

    foundOf(kind) {
        return this.state.found.filter((found) => found.kind === kind);
    }

    /** What the server knows beyond the pages already seen; an answer that comes too late is dropped. */
    async load(query) {
        const { items } = await this.api.list("/api/search", { q: query });
        if (query === this.state.query.trim()) {
            this.state.found = items;
        }
    }

    get entries() {
        const groups = [
            [_t("Pages"), this.pages],
            [
                _t("Workspaces"),
                uniqueById([...this.workspaces.mine, ...this.foundOf("workspace")]).map(({ id, name }) => ({ label: name, icon: "folder", href: urls.workspace(id) })),
            ],
            [
                _t("Services"),
                this.knownServices.map((service) => ({
                    label: service.name,
                    text: [service.template?.name, service.subdomain].filter(Boolean).join(" "),
                    note: [stateInfo(service.state).label, service.workspace_name].filter(Boolean).join(" · "),
                    icon: "deployed_code",
                    href: urls.service(service.workspace_id, service.id),
                })),
            ],
            [
                _t("Launch"),
                this.workspaceId
                    ? (this.templates.all || []).map((template) => ({
                          label: template.name,
                          text: textOf(template),
                          note: this.workspaces.byId[this.workspaceId]?.name,
                          icon: "rocket_launch",
                          href: urls.configure(this.workspaceId, template.id),
                      }))
                    : [],
            ],
            [_t("Actions"), this.actions],
        ];
        return groups.flatMap(([group, items]) => items.map((item) => ({ ...item, group })));
    }

    get found() {
        const words = wordsOf(this.state.query);
        const fits = ({ label, group, text = "" }) => words.every((word) => `${label} ${group} ${text}`.toLowerCase().includes(word));
        return bestFirst(this.entries.filter(fits), words).slice(0, SHOWN);
    }

    onInput() {
        this.state.index = 0;
        const query = this.state.query.trim();
        if (query) {
            this.search(query);
        }
    }

    onKeydown(ev) {
        if (ev.isComposing) {
            return; // the keys belong to the input method, as for Chinese
        }
        const { length } = this.found;
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step && length) {
            ev.preventDefault();
            this.state.index = (this.state.index + step + length) % length;
        } else if (ev.key === "Enter" && length) {
            ev.preventDefault();
            this.choose(this.found[this.state.index]);
        }
    }

    choose(entry) {
        this.props.close();
        if (entry.href) {
            this.router.navigate(entry.href);
        } else {
            entry.run();
        }
    }
}
