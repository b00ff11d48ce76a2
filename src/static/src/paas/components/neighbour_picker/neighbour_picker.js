import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { stateInfo } from "../../core/labels";
import { Icon } from "../icon/icon";

const NAMES = { postgresql: "PostgreSQL", mysql: "MySQL", redis: "Valkey", mqtt: "MQTT", http: "HTTP" };

/** Which service of the workspace an app is connected to; its address and passwords are then taken from there. */
export class NeighbourPicker extends Component {
    static template = "woow_paas_platform.NeighbourPicker";
    static components = { Icon };
    static props = {
        need: Object,
        neighbours: { type: Array, element: Object },
        value: [Number, String],
        choose: Function,
        launch: { type: Function, optional: true },
        locked: { type: String, optional: true },
    };
    static defaultProps = { locked: "" };

    get id() {
        return `woow-neighbour-${this.props.need.provides}`;
    }

    get name() {
        const { provides } = this.props.need;
        return NAMES[provides] || provides;
    }

    get label() {
        return _t("%s to connect to", this.name);
    }

    /** `Stock · Running` */
    labelOf({ name, state }) {
        return _t("%(name)s · %(state)s", { name, state: stateInfo(state).label });
    }

    get help() {
        if (this.props.value) {
            return _t("Address and passwords are taken from there, and follow when they change.");
        }
        return this.props.neighbours.length ? _t("You fill in the connection yourself.") : _t("No service of this workspace offers %s yet.", this.name);
    }

    onChange(ev) {
        this.props.choose(Number(ev.target.value) || "");
    }
}
