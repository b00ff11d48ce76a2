import { registry } from "@web/core/registry";

/** A customer makes a workspace and launches a first application in it. */
registry.category("web_tour.tours").add("woow_first_app", {
    timeout: 60000,
    steps: () => [
        { trigger: "[data-page=dashboard] h1:contains(Tora Tour)" },
        { trigger: "[data-name=first-workspace]", run: "click" },
        { trigger: "#woow-ws-name", run: "edit Tour workspace" },
        { trigger: "[role=dialog] [data-name=save]", run: "click" },
        { trigger: "[data-page=workspace] h1:contains(Tour workspace)" },
        { trigger: "[data-name=launch]", run: "click" },
        { trigger: "input[data-woow-search]", run: "edit website" },
        { trigger: "[data-template=website]", run: "click" },
        { trigger: "[role=dialog] [data-name=configure]:not([aria-disabled])", run: "click" },
        { trigger: "#woow-name", run: "edit Tour site" },
        { trigger: "[data-key=subdomain] [data-status=free]" },
        { trigger: "[data-name=review]", run: "click" },
        { trigger: "[role=dialog] [data-name=launch-now]", run: "click" },
        { trigger: "[data-page=service] h1:contains(Tour site)" },
        { trigger: "[data-page=service] [data-state=pending]" },
        { trigger: "[data-tab=configuration]", run: "click" },
        { trigger: "[data-key='site.title'] input", run: "edit Bread and cake" },
        { trigger: ".w-save-bar [data-name=save]", run: "click" },
        { trigger: "[role=dialog] [data-name=confirm]", run: "click" },
        { trigger: "[data-page=service]:not(:has(.w-save-bar))" },
        { trigger: "[data-tab=revisions]", run: "click" },
        { trigger: "[data-generation='2']:contains(Bread and cake)" },
    ],
});
