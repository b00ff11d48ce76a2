import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { Reactive } from "@web/core/utils/reactive";

const KEY = "woow.theme";
export const THEMES = ["light", "dark", "system"];

/** Light, dark, or what the system says; kept on this device. */
export class Theme extends Reactive {
    constructor() {
        super();
        const kept = browser.localStorage.getItem(KEY);
        this.choice = THEMES.includes(kept) ? kept : "system";
        this.apply();
    }

    choose(choice) {
        this.choice = choice;
        browser.localStorage.setItem(KEY, choice);
        this.apply();
    }

    apply() {
        document.documentElement.dataset.theme = this.choice;
    }
}

registry.category("services").add("woow_theme", { start: () => new Theme() });
