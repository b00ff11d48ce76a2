import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { Button } from "../../../components/button/button";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Icon } from "../../../components/icon/icon";
import { ServiceRow } from "../../../components/service_row/service_row";
import { formatNumber } from "../../../core/format";
import { useHashState } from "../../../core/hash_state";
import { isMoving, stateInfo } from "../../../core/labels";
import { rankOf, wordsOf } from "../../../services/ranking";

const MANY = 8;
const NOTHING = { search: "", state: "" };

function textOf({ name, subdomain, template }) {
    return [name, subdomain, template?.name].filter(Boolean).join(" ").toLowerCase();
}

/** Services that hold every word and are in the state ("moving": in any that passes), the best names first. */
export function findServices(services, { search = "", state = "" }) {
    const words = wordsOf(search);
    const isIn = (service) => !state || (state === "moving" ? isMoving(service.state) : service.state === state);
    const found = services.filter((service) => isIn(service) && words.every((word) => textOf(service).includes(word)));
    return words.length ? found.sort((one, other) => rankOf(one.name, words) - rankOf(other.name, words)) : found;
}

/** The services of a workspace; many of them can be searched. */
export class ServiceList extends Component {
    static template = "woow_paas_platform.ServiceList";
    static components = { Button, EmptyState, Icon, ServiceRow };
    static props = { services: { type: Array, element: Object } };

    setup() {
        this.state = useHashState(NOTHING);
        this.formatNumber = formatNumber;
    }

    get isSearchable() {
        return this.props.services.length > MANY || Boolean(this.state.search || this.state.state);
    }

    get states() {
        const known = ["running", "stopped", "error"].map((value) => ({ value, label: stateInfo(value).label }));
        return [{ value: "", label: _t("Any state") }, ...known, { value: "moving", label: _t("Under way") }];
    }

    get shown() {
        return findServices(this.props.services, this.state);
    }

    clear() {
        Object.assign(this.state, NOTHING);
    }
}
