import { registry } from "@web/core/registry";

/** A guest sees everything, and is told which roles may change it. */
registry.category("web_tour.tours").add("woow_guest", {
    timeout: 60000,
    steps: () => [
        { trigger: "[data-page=workspace] h1:contains(Guest house)" },
        { trigger: "[data-name=launch][aria-disabled=true]" },
        { trigger: "[data-service]:contains(Their site)", run: "click" },
        { trigger: "[data-page=service] h1:contains(Their site)" },
        { trigger: "[data-name=service-menu]", run: "click" },
        { trigger: "[data-name=delete][aria-disabled=true] small" },
        { trigger: "[data-tab=configuration]", run: "click" },
        { trigger: "[data-key='site.title'] input:disabled" },
    ],
});
