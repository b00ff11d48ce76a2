import { browser } from "@web/core/browser/browser";
import { onWillStart, onWillUnmount, onMounted, useState, status, useComponent } from "@odoo/owl";

const PATIENCE = 200;

/**
 * Loads without holding the page back. The state says `loading` (with `slow` after 200 ms, when the skeleton
 * appears), `ready`, or `error`; `run` loads again, quietly when there is something to show already. What could not be
 * loaded without a connection is loaded once it is back.
 *
 * @param {() => Promise<void>} load
 */
export function useLoad(load) {
    const component = useComponent();
    const state = useState({ status: "loading", slow: false, error: null });
    let timer;

    async function run() {
        if (state.status !== "ready") {
            Object.assign(state, { status: "loading", slow: false, error: null });
            timer = browser.setTimeout(() => (state.slow = true), PATIENCE);
        }
        try {
            await load();
            settle({ status: "ready", error: null });
        } catch (error) {
            if (state.status === "ready") {
                throw error;
            }
            settle({ status: "error", error });
        }
    }

    function settle(values) {
        browser.clearTimeout(timer);
        if (status(component) !== "destroyed") {
            Object.assign(state, values);
        }
    }

    onWillStart(() => {
        run();
    });
    onWillUnmount(() => browser.clearTimeout(timer));
    useOnline(() => state.error?.isOffline && run());
    state.run = run;
    return state;
}

/** Calls back when the connection is there again. */
export function useOnline(callback) {
    onMounted(() => browser.addEventListener("online", callback));
    onWillUnmount(() => browser.removeEventListener("online", callback));
}

/** A clock that ticks each second while the component is on the page. */
export function useNow() {
    const clock = useState({ now: Date.now() });
    let timer;
    onMounted(() => (timer = browser.setInterval(() => (clock.now = Date.now()), 1000)));
    onWillUnmount(() => browser.clearInterval(timer));
    return clock;
}

/** Calls `look` every `interval` ms while the component is on the page and the page is seen; one call at a time. */
export function usePolling(look, interval) {
    let timer;
    let closed = false;
    async function turn() {
        try {
            if (!document.hidden) {
                await look();
            }
        } finally {
            plan();
        }
    }
    function plan() {
        browser.clearTimeout(timer);
        if (!closed) {
            timer = browser.setTimeout(turn, interval);
        }
    }
    onMounted(plan);
    onWillUnmount(() => {
        closed = true;
        browser.clearTimeout(timer);
    });
}

/**
 * Loads like `useLoad` and looks again every `interval` ms. While nobody answers, `problem` says why: what was seen last
 * stays, and where nothing was seen yet `seen` is false. `look` looks at once.
 *
 * @param {() => Promise<void>} load
 */
export function useLook(load, interval) {
    const state = useLoad(async () => {
        try {
            await load();
            Object.assign(state, { seen: true, problem: "" });
        } catch (error) {
            if (!state.seen && !isPassing(error)) {
                throw error;
            }
            state.problem = error.message;
        }
    });
    Object.assign(state, { seen: false, problem: "", look: () => state.run() });
    usePolling(state.look, interval);
    useOnline(() => state.problem && state.look());
    return state;
}

/** No answer, too much at once, or somebody behind the server who is away. */
function isPassing({ status: code }) {
    return code === 0 || code === 429 || code >= 502;
}

/** Moves the focus to the first field below `ref` that is wrong, once what was found out is rendered. */
export function focusFirstError(ref) {
    const focus = () => ref.el?.querySelector("[aria-invalid=true]")?.focus();
    browser.requestAnimationFrame(() => browser.requestAnimationFrame(focus));
}

/** Runs the last call only, once it has been quiet for `delay` ms. */
export function useQuiet(callback, delay) {
    let timer;
    onWillUnmount(() => browser.clearTimeout(timer));
    return (...args) => {
        browser.clearTimeout(timer);
        timer = browser.setTimeout(() => callback(...args), delay);
    };
}

/** Runs one async action at a time and says so in `busy`. */
export function useBusy() {
    const state = useState({ busy: false });
    state.run = async (action) => {
        if (state.busy) {
            return;
        }
        state.busy = true;
        try {
            return await action();
        } finally {
            state.busy = false;
        }
    };
    return state;
}
