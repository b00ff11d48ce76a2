import { onMounted, onWillUnmount, useExternalListener } from "@odoo/owl";

/** Where the focus belongs when what had it is gone: the dialog on top, else the page. */
function shelter() {
    return [...document.querySelectorAll("[aria-modal=true]")].at(-1) || document.getElementById("woow-main");
}

/** The focus never falls back to the top of the window: when what had it disappears, the page goes on from its content. */
export function useFocusKept() {
    let holder = null;
    const observer = new MutationObserver(() => {
        if (holder && !holder.isConnected) {
            holder = null;
            if (document.activeElement === document.body) {
                shelter()?.focus({ preventScroll: true });
            }
        }
    });
    useExternalListener(document, "focusin", ({ target }) => (holder = target));
    onMounted(() => observer.observe(document.body, { childList: true, subtree: true }));
    onWillUnmount(() => observer.disconnect());
}
