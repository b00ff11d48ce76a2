import { Component } from "@odoo/owl";

/** Grey shapes in the layout that is about to come. */
export class Skeleton extends Component {
    static template = "woow_paas_platform.Skeleton";
    static props = {
        shape: { type: String, optional: true },
        count: { type: Number, optional: true },
    };
    static defaultProps = { shape: "cards", count: 3 };

    get items() {
        return Array.from({ length: this.props.count }, (_item, index) => index);
    }
}
