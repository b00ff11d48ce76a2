import { _t } from "@web/core/l10n/translation";

/** What needs no more than a yes: `{label, title, points, icon, kind?}` by the action's name. */
export function simpleActions({ name, url }) {
    return {
        start: {
            label: _t("Start"),
            icon: "play_arrow",
            kind: "primary",
            title: _t("Start %s?", name),
            points: [_t("It starts with the settings and data it had."), _t("It uses computing power again.")],
        },
        retry: {
            label: _t("Try again"),
            icon: "refresh",
            kind: "primary",
            title: _t("Try again?"),
            points: [_t("The same settings are applied once more, from the first stage."), _t("Data that is already there stays.")],
        },
        stop: {
            label: _t("Stop"),
            icon: "stop",
            title: _t("Stop %s?", name),
            points: [
                url ? _t("Nobody can reach it at its address until it is started.") : _t("Nothing can connect to it until it is started."),
                _t("Its data and settings stay."),
            ],
        },
        restart: {
            label: _t("Restart"),
            icon: "restart_alt",
            title: _t("Restart %s?", name),
            points: [_t("It is away for a short while, usually some seconds."), _t("Its data and settings stay.")],
        },
    };
}
