import { Component, onWillStart, onWillUpdateProps, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { Button } from "../../../components/button/button";
import { Icon } from "../../../components/icon/icon";
import { NeighbourPicker } from "../../../components/neighbour_picker/neighbour_picker";
import { RevealSecret } from "../../../components/reveal_secret/reveal_secret";
import { ReviewModal } from "../../../components/review_modal/review_modal";
import { SpecField } from "../../../components/spec_field/spec_field";
import { formatNumber } from "../../../core/format";
import { focusFirstError, useBusy } from "../../../core/hooks";
import { useUnsaved } from "../../../core/unsaved";
import { chosenNeighbour, isReference, neighbourNeeds, neighboursFor, sameValue, valuesByHand, valuesFrom } from "../../../services/references";
import { allSpecs, byGroup, changedValues, fieldErrors, hasSecret, initialValues, isSecret, isShown, problemOf } from "../../../services/specs";

/** The settings of a service; what is typed survives every refresh until it is saved or discarded. */
export class ConfigurationTab extends Component {
    static template = "woow_paas_platform.ConfigurationTab";
    static components = { Button, Icon, NeighbourPicker, RevealSecret, SpecField };
    static props = { service: Object, workspace: Object, actions: Object };

    setup() {
        this.services = useState(useService("woow_services"));
        this.insight = useService("woow_insight");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.form = useRef("form");
        this.state = useState({ draft: {}, reset: [], errors: {}, error: "", met: false });
        this.work = useBusy();
        useUnsaved(() => this.isDirty);
        onWillStart(() => {
            this.meetNeighbours();
        });
        onWillUpdateProps((next) => this.meet(next.service));
        Object.assign(this, { isSecret });
    }

    async meetNeighbours() {
        if (this.needs.length) {
            await this.services.loadOf(this.props.service.workspace_id);
        }
    }

    /** Somebody else's change arrived while something is typed here: it shows beneath what was typed. */
    meet(service) {
        if (this.isDirty && !this.work.busy && service.generation > this.props.service.generation) {
            this.state.met = true;
        }
    }

    get base() {
        return { name: this.props.service.name, ...initialValues(this.props.service.specs, this.props.service.values) };
    }

    get nameSpec() {
        return { key: "name", label: _t("Name"), type: "text", required: true };
    }

    get values() {
        return { ...this.base, ...this.state.draft };
    }

    get changedKeys() {
        const { base } = this;
        return Object.keys(this.state.draft).filter((key) => !sameValue(this.state.draft[key], base[key]));
    }

    get isDirty() {
        return this.changedKeys.length > 0;
    }

    get summary() {
        return this.changedKeys.length === 1 ? _t("1 change") : _t("%s changes", formatNumber(this.changedKeys.length));
    }

    get groups() {
        const { values } = this;
        return byGroup(allSpecs(this.props.service.specs).filter((spec) => isShown(spec, values)));
    }

    get needs() {
        const { values } = this;
        return neighbourNeeds(allSpecs(this.props.service.specs).filter((spec) => !spec.immutable && isShown(spec, values)));
    }

    needOf(spec) {
        return this.needs.find(({ specs }) => specs[0].key === spec.key);
    }

    neighbours({ provides }) {
        const { workspace_id: workspaceId, id } = this.props.service;
        return neighboursFor(this.services.of(workspaceId), provides, id);
    }

    chosen(need) {
        return chosenNeighbour(need, this.values);
    }

    take(need, id) {
        const values = id ? valuesFrom(need, this.services.byId[id]) : valuesByHand(need, this.values);
        Object.entries(values).forEach(([key, value]) => this.change(key, value));
    }

    get reason() {
        return this.props.actions.reason("change");
    }

    get stateReason() {
        return this.props.actions.offers("change") ? "" : _t("It can't be changed in its present state; wait until it is settled.");
    }

    lockOf(spec) {
        return spec?.immutable ? _t("Can't be changed after the launch.") : "";
    }

    isHeld(spec) {
        return isSecret(spec) && hasSecret(this.props.service.values, spec.key);
    }

    /** Whether a value was chosen that is not the template's own. */
    isOwn(spec) {
        const value = this.values[spec.key];
        const hasDefault = spec.default !== undefined && spec.default !== null && spec.default !== "";
        return hasDefault && !this.reason && !this.lockOf(spec) && !isSecret(spec) && !isReference(value) && String(value) !== String(spec.default);
    }

    restore(key) {
        this.change(key, allSpecs(this.props.service.specs).find((spec) => spec.key === key).default);
        this.state.reset.push(key);
    }

    change(key, value) {
        this.state.draft[key] = value;
        this.state.reset = this.state.reset.filter((one) => one !== key);
        delete this.state.errors[key];
    }

    check() {
        const { values } = this;
        const errors = {};
        if (!values.name.trim()) {
            errors.name = _t("Please give the service a name.");
        }
        for (const spec of allSpecs(this.props.service.specs)) {
            const sentence = isShown(spec, values) && problemOf(spec, values[spec.key], { held: this.isHeld(spec) });
            if (sentence) {
                errors[spec.key] = sentence;
            }
        }
        this.state.errors = errors;
        return !Object.keys(errors).length;
    }

    discard() {
        Object.assign(this.state, { draft: {}, reset: [], errors: {}, error: "", met: false });
    }

    async save() {
        if (!this.check()) {
            focusFirstError(this.form);
            return;
        }
        if (this.isRenameOnly) {
            await this.work.run(() => this.send());
        } else {
            this.review();
        }
    }

    get isRenameOnly() {
        return this.changedKeys.every((key) => key === "name");
    }

    review() {
        const { values = {}, unset = [] } = this.body();
        this.dialog.add(ReviewModal, {
            title: _t("Apply these changes?"),
            ask: () => this.insight.preview(this.props.service, { action: "change", values, unset }),
            confirm: () => this.work.run(() => this.send()),
            refused: (error) => this.refused(error),
            confirmLabel: _t("Apply"),
            icon: "check",
        });
    }

    body() {
        const { service } = this.props;
        const { values, unset } = changedValues(service.specs, this.values, service.values, this.state.reset);
        return {
            ...(this.changedKeys.includes("name") ? { name: this.values.name.trim() } : {}),
            ...(Object.keys(values).length ? { values } : {}),
            ...(unset.length ? { unset } : {}),
        };
    }

    async send() {
        const { service } = this.props;
        try {
            await this.services.change(service, this.body());
            this.discard();
            this.notification.add(_t("Saved. The change is being applied."), { type: "success" });
        } catch (error) {
            await this.refused(error);
        }
    }

    /** Somebody was faster: fetch what is there now and keep what was typed on top of it. */
    async refused(error) {
        if (error.status === 412) {
            const { service } = this.props;
            await this.services.load(service.workspace_id, service.id);
            Object.assign(this.state, { met: true, error: "" });
            return;
        }
        const errors = fieldErrors(error);
        Object.assign(this.state, { errors, error: Object.keys(errors).length ? "" : error.message });
        focusFirstError(this.form);
    }
}
