import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { ConfirmModal } from "../../components/confirm_modal/confirm_modal";
import { formatDateTime } from "../../core/format";
import { DomainModal } from "./domain_modal/domain_modal";

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
    const session = useService("woow_session");

    function ask(props, confirm) {
        dialog.add(ConfirmModal, { ...props, confirm });
    }

    function simple(name, props) {
        return () => ask(props, () => services.act(getService(), name));
    }

    function definitions() {
        const { name, url } = getService();
        return {
            start: {
                label: _t("Start"),
                icon: "play_arrow",
                kind: "primary",
                onClick: simple("start", {
                    title: _t("Start %s?", name),
                    points: [_t("It starts with the settings and data it had."), _t("It uses computing power again.")],
                    confirmLabel: _t("Start"),
                    icon: "play_arrow",
                }),
            },
            retry: {
                label: _t("Try again"),
                icon: "refresh",
                kind: "primary",
                onClick: simple("retry", {
                    title: _t("Try again?"),
                    points: [_t("The same settings are applied once more, from the first stage."), _t("Data that is already there stays.")],
                    confirmLabel: _t("Try again"),
                    icon: "refresh",
                }),
            },
            stop: {
                label: _t("Stop"),
                icon: "stop",
                onClick: simple("stop", {
                    title: _t("Stop %s?", name),
                    points: [
                        url ? _t("Nobody can reach it at its address until it is started.") : _t("Nothing can connect to it until it is started."),
                        _t("Its data and settings stay."),
                    ],
                    confirmLabel: _t("Stop"),
                    icon: "stop",
                }),
            },
            restart: {
                label: _t("Restart"),
                icon: "restart_alt",
                onClick: simple("restart", {
                    title: _t("Restart %s?", name),
                    points: [_t("It is away for a short while, usually some seconds."), _t("Its data and settings stay.")],
                    confirmLabel: _t("Restart"),
                    icon: "restart_alt",
                }),
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
                ],
                typed: service.name,
                option: {
                    label: _t("Keep the data"),
                    help: _t("Its volumes stay in the workspace's space and go on taking room."),
                },
                confirmLabel: _t("Delete"),
                icon: "delete",
                danger: true,
            },
            ({ option }) => services.remove(getService(), option)
        );
    }

    function rollback(revision) {
        ask(
            {
                title: _t("Go back to generation %s?", revision.generation),
                points: [
                    _t("The settings of %s are applied again, as a new generation.", formatDateTime(revision.created_date)),
                    _t("Data does not go back: what was written since stays. Generated passwords stay, too."),
                ],
                confirmLabel: _t("Go back"),
                icon: "undo",
            },
            () => services.act(getService(), "rollback", { generation: revision.generation })
        );
    }

    function reason(name) {
        return session.whyNot(getWorkspace(), `service.${name}`);
    }

    function offers(name) {
        const { state, allowed_actions: allowed, url } = getService();
        const fits = name !== "domain" || Boolean(url);
        return fits && state !== "deleting" && allowed.includes(name);
    }

    function pick(names) {
        const all = definitions();
        return names.filter(offers).map((name) => ({ name, reason: reason(name), ...all[name] }));
    }

    return {
        /** Trying again is offered beside the reason where that is shown. */
        buttons: (showsReason) => pick([...(showsReason ? [] : ["retry"]), "start", "restart", "stop"]),
        menu: () => pick(["domain", "delete"]),
        run: (name) => definitions()[name].onClick(),
        rollback,
        reason,
        secretReason: () => session.whyNot(getWorkspace(), "secret.reveal"),
        offers,
    };
}
