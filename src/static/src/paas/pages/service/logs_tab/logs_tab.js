import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { EmptyState } from "../../../components/empty_state/empty_state";
import { Icon } from "../../../components/icon/icon";
import { saveText } from "../../../core/api";
import { formatClock, formatNumber } from "../../../core/format";
import { usePolling } from "../../../core/hooks";
import { highlight } from "../../../services/log_buffer";
import { shortName } from "../../../services/resource_tree";
import { LogReader } from "./log_reader";

const INTERVAL = 2000;
const NEAR_THE_END = 40;

/** What the app writes, as it writes it. */
export class LogsTab extends Component {
    static template = "woow_paas_platform.LogsTab";
    static components = { Button, EmptyState, Icon };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.insight = useService("woow_insight");
        this.reader = useState(new LogReader((params) => this.insight.logs(this.props.service, params)));
        this.state = useState({ search: "", onlyHits: false, wrap: true, paused: false, isAtEnd: true });
        this.box = useRef("box");
        Object.assign(this, { formatClock, highlight });
        if (!this.reason) {
            onWillStart(() => {
                this.reader.read();
            });
            usePolling(() => this.state.paused || this.reader.read(() => !this.state.paused), INTERVAL);
        }
        useEffect(
            () => this.stayAtTheEnd(),
            () => [this.reader.count, this.state.wrap, this.state.search, this.state.onlyHits]
        );
    }

    get reason() {
        return this.props.actions.reason("logs");
    }

    get words() {
        return this.state.search.trim().toLowerCase();
    }

    /** The lines to show; `reader.count` makes them follow what is read. */
    get lines() {
        const { words } = this;
        const all = this.reader.count >= 0 ? this.reader.buffer.lines : [];
        return words && this.state.onlyHits ? all.filter(({ text }) => text.toLowerCase().includes(words)) : all;
    }

    get hits() {
        const { words } = this;
        return words ? this.reader.buffer.lines.filter(({ text }) => text.toLowerCase().includes(words)).length : 0;
    }

    get hitSentence() {
        const words = this.state.search.trim();
        return this.hits === 1 ? _t("1 line with “%s”", words) : _t("%(count)s lines with “%(words)s”", { count: formatNumber(this.hits), words });
    }

    get countSentence() {
        return this.lines.length === 1 ? _t("1 line is shown.") : _t("%s lines are shown.", formatNumber(this.lines.length));
    }

    labelOf({ pod, container, ready }) {
        const name = shortName(pod, this.props.service.release_name) || pod;
        return ready ? `${container} · ${name}` : _t("%(container)s · %(pod)s (not ready)", { pod: name, container });
    }

    stayAtTheEnd() {
        if (this.box.el && this.state.isAtEnd) {
            this.box.el.scrollTop = this.box.el.scrollHeight;
        }
    }

    onScroll() {
        const { scrollTop, scrollHeight, clientHeight } = this.box.el;
        this.state.isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END;
    }

    toTheEnd() {
        this.state.isAtEnd = true;
        this.stayAtTheEnd();
    }

    choose(index) {
        const { pod, container } = this.reader.sources[index];
        this.state.isAtEnd = true;
        return this.reader.choose(pod, container);
    }

    download() {
        const { pod, container } = this.reader;
        saveText(`${pod || this.props.service.name}-${container || "log"}.log`, this.reader.buffer.toText());
    }
}
