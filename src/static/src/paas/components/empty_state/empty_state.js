import { Component } from "@odoo/owl";

/** What belongs here, and the first step to it. `art` names the drawing. */
export class EmptyState extends Component {
    static template = "woow_paas_platform.EmptyState";
    static props = { title: String, text: String, art: { type: String, optional: true }, slots: { type: Object, optional: true } };
    static defaultProps = { art: "space" };
}
