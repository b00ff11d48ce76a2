import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Async } from "../../components/async/async";
import { PageHeader } from "../../components/page_header/page_header";
import { Skeleton } from "../../components/skeleton/skeleton";
import { WorkspaceTabs } from "../../components/workspace_tabs/workspace_tabs";
import { useLoad } from "../../core/hooks";
import { useLive } from "../../core/live";
import { pages } from "../../core/router";
import { useWorkspace } from "../../core/workspace_hook";
import { DangerCard } from "./danger_card/danger_card";
import { ExportCard } from "./export_card/export_card";
import { GeneralCard } from "./general_card/general_card";
import { NoticesCard } from "./notices_card/notices_card";
import { QuotaCard } from "./quota_card/quota_card";

export class SettingsPage extends Component {
    static template = "woow_paas_platform.SettingsPage";
    static components = { Async, DangerCard, ExportCard, GeneralCard, NoticesCard, PageHeader, QuotaCard, Skeleton, WorkspaceTabs };
    static props = { workspaceId: Number };

    setup() {
        this.here = useWorkspace();
        this.load = useLoad(() => this.here.store.loadSettings(this.props.workspaceId));
        useLive(() => this.load.run(), { accepts: ({ workspace_id: id }) => id === this.props.workspaceId });
    }

    get settings() {
        return this.here.store.settings[this.props.workspaceId];
    }
}

pages.add("settings", { route: ["#/workspace/{int:workspaceId}/settings", "#/workspaces/{int:workspaceId}/settings"], Component: SettingsPage, title: () => _t("Settings"), nav: "workspace" });
