import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Async } from "../../../components/async/async";
import { AwayState } from "../../../components/away_state/away_state";
import { Icon } from "../../../components/icon/icon";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { resourceStateInfo } from "../../../core/cluster_labels";
import { formatNumber } from "../../../core/format";
import { useLook } from "../../../core/hooks";
import { countStates, eventsOf, resourceTree } from "../../../services/resource_tree";
import { EventList } from "./event_list";
import { ResourceNode } from "./resource_node";

const INTERVAL = 5000;

/** Everything the app consists of in the cluster, how each part is, and what happened to it. */
export class ResourcesTab extends Component {
    static template = "woow_paas_platform.ResourcesTab";
    static components = { Async, AwayState, EmptyState, EventList, Icon, ResourceNode, Skeleton };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.insight = useService("woow_insight");
        this.state = useState({ items: [], events: [], chosen: "" });
        this.load = useLook(() => this.fetch(), INTERVAL);
        onWillUpdateProps((next) => next.service.state !== this.props.service.state && this.load.look());
    }

    async fetch() {
        const { service } = this.props;
        const [items, events] = await Promise.all([this.insight.resources(service), this.insight.events(service)]);
        Object.assign(this.state, { items, events });
    }

    get tree() {
        return resourceTree(this.state.items);
    }

    get counts() {
        return Object.entries(countStates(this.state.items))
            .filter(([, count]) => count)
            .map(([name, count]) => ({ name, count: formatNumber(count), ...resourceStateInfo(name) }));
    }

    get chosen() {
        return this.state.items.find(({ uid }) => uid === this.state.chosen) || null;
    }

    get events() {
        return eventsOf(this.state.events, this.chosen);
    }

    choose(uid) {
        this.state.chosen = this.state.chosen === uid ? "" : uid;
    }
}
