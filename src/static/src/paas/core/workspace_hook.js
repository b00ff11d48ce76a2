import { useComponent, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { urls } from "./urls";

/** The way from the list of workspaces to what lies in this one. */
export function workspaceTrail({ id, name }) {
    return [
        { label: _t("Workspaces"), href: urls.workspaces() },
        { label: name, href: urls.workspace(id) },
    ];
}

/**
 * The workspace of a page that has `workspaceId` among its props: `workspace` once it is `load`ed, the `trail` to
 * what lies in it, and why the caller may `not` do something there.
 */
export function useWorkspace() {
    const component = useComponent();
    const store = useState(useService("woow_workspaces"));
    const session = useState(useService("woow_session"));
    return {
        store,
        load: () => store.load(component.props.workspaceId),
        get workspace() {
            return store.byId[component.props.workspaceId];
        },
        get trail() {
            return workspaceTrail(this.workspace);
        },
        whyNot(action) {
            return session.whyNot(this.workspace, action);
        },
    };
}
