import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { useQuiet } from "../../core/hooks";
import { Icon } from "../icon/icon";

const REFUSED = [400, 422]; // of the word itself, not of who asks or when
const QUIET = 350;
const FORM = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The first word of the address: checked while it is typed, with a preview of the whole. */
export class SubdomainField extends Component {
    static template = "woow_paas_platform.SubdomainField";
    static components = { Icon };
    static props = {
        value: String,
        change: Function,
        known: Function,
        error: { type: String, optional: true },
        current: { type: String, optional: true },
    };
    static defaultProps = { error: "", current: "" };

    setup() {
        this.session = useState(useService("woow_session"));
        this.services = useService("woow_services");
        this.state = useState({ status: "idle", sentence: "" });
        this.ask = useQuiet((name) => this.check(name), QUIET);
        this.look(this.props.value);
        onWillUpdateProps((next) => next.value !== this.props.value && this.look(next.value));
    }

    get problem() {
        return this.props.error || (["taken", "malformed"].includes(this.state.status) ? this.state.sentence : "");
    }

    get suffix() {
        const { apps_domain: domain, apps_port: port } = this.session.config;
        return `.${domain}${port ? `:${port}` : ""}`;
    }

    get preview() {
        return this.session.urlOf(this.props.value);
    }

    look(name) {
        if (!name || name === this.props.current) {
            this.tell("idle");
        } else if (!FORM.test(name)) {
            this.tell("malformed", _t("Use small letters, digits and hyphens; begin and end with a letter or digit."));
        } else {
            this.tell("asking");
            this.ask(name);
        }
    }

    async check(name) {
        let answer;
        try {
            answer = await this.services.availability(name);
        } catch (error) {
            answer = REFUSED.includes(error.status) ? { available: false, reason: error.message } : null;
        }
        if (name === this.props.value) {
            const word = !answer ? "idle" : answer.available ? "free" : "taken";
            this.tell(word, answer?.reason || "");
        }
    }

    tell(status, sentence = "") {
        Object.assign(this.state, { status, sentence });
        this.props.known(["taken", "malformed"].includes(status) ? sentence : "");
    }

    onInput(ev) {
        this.props.change(ev.target.value.toLowerCase().trim());
    }
}
