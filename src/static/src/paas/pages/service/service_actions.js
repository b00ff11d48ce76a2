import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ConfirmModal } from "../../components/confirm_modal/confirm_modal";
import { ReviewModal } from "../../components/review_modal/review_modal";
import { formatDateTime } from "../../core/format";
import { DomainModal } from "./domain_modal/domain_modal";
import { simpleActions } from "./simple_actions";
import { UpgradeModal } from "./upgrade_modal/upgrade_modal";

/** A sentence about the services that take values from this one, if there are any. */
function usersOf({ used_by: users = [] }) {
    return users.length ? [_t("These services take values from it and stop working: %s.", users.map(({ name }) => name).join(", "))] : [];
}

/**
 * What may be asked of a service: names and sentences of each action, what the state offers, and why the
 * caller's role forbids it. Each asks in a modal that says what will happen.
 *
 * @param {() => Object} getService
 * @param {() => Object} getWorkspace
 */
export function useServiceActions(getService, getWorkspace) {
    const dialog = useService("dialog");
    const services = useService("woow_services");
    const insight = useService("woow_insight");
    const session = useService("woow_session");

    function ask(props, confirm) {
        dialog.add(ConfirmModal, { ...props, confirm });
    }

    function definitions() {
        const simple = Object.entries(simpleActions(getService())).map(([name, { label, kind, ...props }]) => [
            name,
            { label, kind, icon: props.icon, onClick: () => ask({ ...props, confirmLabel: label }, () => services.act(getService(), name)) },
        ]);
        return {
            ...Object.fromEntries(simple),
            upgrade: {
                label: _t("Upgrade"),
                icon: "upgrade",
                onClick: () => dialog.add(UpgradeModal, { service: getService() }),
            },
            domain: {
                label: _t("Change the address"),
                icon: "link",
                onClick: () => dialog.add(DomainModal, { service: getService() }),
            },
            delete: { label: _t("Delete"), icon: "delete", danger: true, onClick: remove },
        };
    }

    function remove() {
        const service = getService();
        ask(
            {
                title: _t("Delete %s?", service.name),
                points: [
                    _t("The app and everything that belongs to it is removed from the cluster."),
                    _t("Its data is lost, unless you keep it. This can't be undone."),
                    ...usersOf(service),
                ],
                typed: service.name,
                option: {
                    label: _t("Keep the data"),
                    help: _t("Its volumes stay in the workspace's space and go on taking room. Launch it again on them, or discard them, from the workspace's page."),
                },
                confirmLabel: _t("Delete"),
                icon: "delete",
                danger: true,
            },
            ({ option }) => services.remove(getService(), option)
        );
    }

    function rollback({ generation, created_date: date }) {
        dialog.add(ReviewModal, {
            title: _t("Go back to generation %s?", generation),
            points: [
                _t("The settings of %s are applied again, as a new generation.", formatDateTime(date)),
                _t("Generated passwords stay as they are."),
            ],
            ask: () => insight.preview(getService(), { action: "rollback", generation }),
            confirm: () => services.act(getService(), "rollback", { generation }),
            confirmLabel: _t("Go back"),
            icon: "undo",
        });
    }

    function reason(name) {
        return session.whyNot(getWorkspace(), `service.${name}`);
    }

    function offers(name) {
        const { state, allowed_actions: allowed, url, update_available: update } = getService();
        const fits = { domain: Boolean(url), upgrade: Boolean(update) }[name] ?? true;
        return fits && state !== "deleting" && allowed.includes(name);
    }

    function pick(names) {
        const all = definitions();
        return names.filter(offers).map((name) => ({ name, reason: reason(name), ...all[name] }));
    }

    return {
        /** Trying again is offered beside the reason where that is shown. */
        buttons: (showsReason) => pick([...(showsReason ? [] : ["retry"]), "start", "restart", "stop"]),
        menu: () => pick(["upgrade", "domain", "delete"]),
        run: (name) => definitions()[name].onClick(),
        rollback,
        reason,
        secretReason: () => session.whyNot(getWorkspace(), "secret.reveal"),
        offers,
    };
}
