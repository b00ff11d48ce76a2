import { Component, useEffect } from "@odoo/owl";

/** The page's name, a line about it, and what can be done here. */
export class PageHeader extends Component {
    static template = "woow_paas_platform.PageHeader";
    static props = {
        title: String,
        text: { type: String, optional: true },
        trail: { type: Array, element: Object, optional: true },
        slots: { type: Object, optional: true },
    };
    static defaultProps = { text: "", trail: [] };

    setup() {
        useEffect(
            (title, place) => {
                document.title = [title, place, "Woow PaaS"].filter(Boolean).join(" · ");
            },
            () => [this.props.title, this.place]
        );
    }

    /** Where the page lies: windows and bookmarks of two workspaces are told apart by it. */
    get place() {
        return this.props.trail.at(-1)?.label || "";
    }
}
