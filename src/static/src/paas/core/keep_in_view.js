import { useExternalListener } from "@odoo/owl";

const EDGE = 8;

/** Moves an overlay that hangs on a control sideways, and to above the control, as far as the window needs. */
export function keepInView(overlay) {
    overlay.style.translate = "none";
    const { left, right, bottom, height } = overlay.getBoundingClientRect();
    const control = overlay.parentElement.getBoundingClientRect();
    const { clientWidth, clientHeight } = document.documentElement;
    const sideways = left < EDGE ? EDGE - left : Math.min(0, clientWidth - EDGE - right);
    const isLow = bottom > clientHeight - EDGE && control.top - height > EDGE;
    const upwards = isLow ? control.top - EDGE - bottom : 0;
    overlay.style.translate = `${sideways}px ${upwards}px`;
}

/** Keeps each hint in the window that a pointer or the focus calls up. */
export function useHintsInView() {
    const place = ({ target }) => {
        const hint = target.closest?.(".w-tip")?.querySelector(":scope > .w-tip__text");
        if (hint) {
            keepInView(hint);
        }
    };
    useExternalListener(document, "pointerover", place);
    useExternalListener(document, "focusin", place);
}
