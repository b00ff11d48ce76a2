import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { onMounted, onWillUnmount } from "@odoo/owl";
import { useOnline } from "./hooks";

const TYPE = "woow_paas_platform/changed";
const FIRST_DELAY = 3000;
const LONGEST_DELAY = 30000;
const QUIET_DELAY = 45000;
const GROWTH = 1.6;
const GATHER = 120;

export const liveService = {
    dependencies: ["bus_service"],
    start(_env, { bus_service: bus }) {
        const listeners = new Set();
        let connected = false;
        bus.addEventListener("connect", () => (connected = true));
        bus.addEventListener("reconnect", () => (connected = true));
        bus.addEventListener("disconnect", () => (connected = false));
        bus.subscribe(TYPE, (payload) => {
            connected = true;
            for (const listener of listeners) {
                listener(payload);
            }
        });
        return {
            open: () => bus.start(),
            isConnected: () => connected,
            /** @returns {() => void} ends the subscription */
            subscribe(listener) {
                listeners.add(listener);
                return () => listeners.delete(listener);
            },
        };
    },
};

registry.category("services").add("woow_live", liveService);

/**
 * Keeps a page fresh: at once when the bus tells of a change it `accepts`, else by polling, which slows down
 * while nothing moves and rests while the page is hidden.
 *
 * @param {() => Promise<void>} refresh
 * @param {{accepts?: (payload: Object) => boolean, isMoving?: () => boolean}} [options]
 */
export function useLive(refresh, { accepts = () => true, isMoving = () => false } = {}) {
    const live = useService("woow_live");
    let timer;
    let gather;
    let delay = FIRST_DELAY;
    let unsubscribe;
    let closed = false;

    async function pull() {
        browser.clearTimeout(timer);
        try {
            if (!document.hidden) {
                await refresh();
            }
        } finally {
            plan();
        }
    }

    function plan() {
        if (closed) {
            return;
        }
        const quiet = live.isConnected() || !isMoving();
        const wait = quiet ? QUIET_DELAY : delay;
        delay = Math.min(LONGEST_DELAY, delay * GROWTH);
        timer = browser.setTimeout(pull, wait);
    }

    function onChange(payload) {
        if (accepts(payload)) {
            delay = FIRST_DELAY;
            browser.clearTimeout(gather);
            gather = browser.setTimeout(pull, GATHER);
        }
    }

    function onVisible() {
        if (!document.hidden) {
            delay = FIRST_DELAY;
            pull();
        }
    }

    useOnline(onVisible);
    onMounted(() => {
        live.open();
        unsubscribe = live.subscribe(onChange);
        document.addEventListener("visibilitychange", onVisible);
        plan();
    });
    onWillUnmount(() => {
        unsubscribe();
        document.removeEventListener("visibilitychange", onVisible);
        browser.clearTimeout(timer);
        browser.clearTimeout(gather);
        closed = true;
    });
}
