import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { ActivityList } from "../../../components/activity_list/activity_list";
import { Async } from "../../../components/async/async";
import { Button } from "../../../components/button/button";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Skeleton } from "../../../components/skeleton/skeleton";
import { formatDate } from "../../../core/format";
import { useBusy, useLoad } from "../../../core/hooks";
import { byDay, mergeRows } from "../../../services/activity_store";

/** Who did what with this service, and what became of it. */
export class ActivityTab extends Component {
    static template = "woow_paas_platform.ActivityTab";
    static components = { ActivityList, Async, Button, EmptyState, Skeleton };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.activity = useService("woow_activity");
        this.state = useState({ items: [], count: 0 });
        this.more = useBusy();
        this.load = useLoad(() => this.fetch());
        onWillUpdateProps((next) => {
            const { generation, state } = this.props.service;
            if (next.service.generation !== generation || next.service.state !== state) {
                this.load.run();
            }
        });
    }

    async fetch(offset = 0) {
        const { service } = this.props;
        const { items, count } = await this.activity.page(service.workspace_id, { service: service.id }, offset);
        Object.assign(this.state, { items: mergeRows(this.state.items, items), count });
    }

    get days() {
        return byDay(this.state.items, formatDate);
    }

    showMore() {
        return this.more.run(() => this.fetch(this.state.items.length));
    }
}
