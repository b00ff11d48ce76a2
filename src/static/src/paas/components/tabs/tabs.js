import { Component } from "@odoo/owl";

/** Tabs that are links, so that each has an address. */
export class Tabs extends Component {
    static template = "woow_paas_platform.Tabs";
    static props = { label: String, tabs: { type: Array, element: Object }, current: String };
}
