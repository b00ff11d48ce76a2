import { Component, useEffect, useRef } from "@odoo/owl";

/** Tabs that are links, so that each has an address. Where they don't all fit, the present one is in sight. */
export class Tabs extends Component {
    static template = "woow_paas_platform.Tabs";
    static props = { label: String, tabs: { type: Array, element: Object }, current: String };

    setup() {
        this.nav = useRef("nav");
        useEffect(
            () => this.showCurrent(),
            () => [this.props.current]
        );
    }

    showCurrent() {
        const nav = this.nav.el;
        const here = nav.querySelector("[aria-current=page]");
        if (here && nav.scrollWidth > nav.clientWidth) {
            nav.scrollLeft = here.offsetLeft - (nav.clientWidth - here.offsetWidth) / 2;
        }
    }
}
