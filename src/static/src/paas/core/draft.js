import { useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { fieldErrors } from "../services/specs";
import { useBusy } from "./hooks";
import { useUnsaved } from "./unsaved";

/**
 * What is typed into a form over saved texts; it survives every refresh until it is saved or discarded.
 *
 * `saved` gives the saved texts by name, `missing` a sentence for each that may not be empty, and `save` sends the
 * changed ones.
 *
 * @param {{saved: () => Object, missing: Object, save: (changed: Object) => Promise<void>}} form
 */
export function useDraft({ saved, missing, save }) {
    const work = useBusy();
    const notification = useService("notification");
    const draft = useState({
        typed: {},
        errors: {},
        error: "",
        get values() {
            return { ...saved(), ...this.typed };
        },
        get changed() {
            const differs = ([name, text]) => text.trim() !== saved()[name];
            return Object.fromEntries(Object.entries(this.typed).filter(differs).map(([name, text]) => [name, text.trim()]));
        },
        get isDirty() {
            return Object.keys(this.changed).length > 0;
        },
        get busy() {
            return work.busy;
        },
        change(name, text) {
            this.typed[name] = text;
            delete this.errors[name];
        },
        discard() {
            Object.assign(this, { typed: {}, errors: {}, error: "" });
        },
        async save() {
            const empty = Object.entries(missing).filter(([name]) => !this.values[name].trim());
            this.errors = Object.fromEntries(empty);
            if (this.isDirty && !empty.length) {
                await work.run(() => this.send());
            }
        },
        async send() {
            try {
                await save(this.changed);
                this.discard();
                notification.add(_t("Saved."), { type: "success" });
            } catch (error) {
                const errors = fieldErrors(error);
                Object.assign(this, { errors, error: Object.keys(errors).length ? "" : error.message });
            }
        },
    });
    useUnsaved(() => draft.isDirty);
    return draft;
}
