import { useEffect, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * View state that stands in the address, so that what is searched, filtered and sorted survives reloading, coming back
 * and being sent to somebody. All values are texts; what is as in `defaults` is left out. `follow` hears that the
 * address was changed from elsewhere.
 *
 * @param {Object<string, string>} defaults
 * @param {() => void} [follow]
 */
export function useHashState(defaults, follow = () => {}) {
    const router = useState(useService("woow_router"));
    const names = Object.keys(defaults);
    const { key } = router.current;
    const isHere = () => router.current.key === key;
    const read = () => Object.fromEntries(names.map((name) => [name, router.current.query[name] ?? defaults[name]]));
    const state = useState(read());

    useEffect(
        () => {
            const chosen = names.filter((name) => state[name] !== defaults[name]);
            if (isHere()) {
                router.setQuery(Object.fromEntries(chosen.map((name) => [name, state[name]])));
            }
        },
        () => names.map((name) => state[name])
    );
    useEffect(
        () => {
            const values = read();
            if (isHere() && names.some((name) => values[name] !== state[name])) {
                Object.assign(state, values);
                follow();
            }
        },
        () => [router.current.query]
    );
    return state;
}
