import { _t } from "@web/core/l10n/translation";
import { Reactive } from "@web/core/utils/reactive";
import { chosenNeighbour, neighbourNeeds, valuesByHand, valuesFrom } from "../../services/references";
import { allSpecs, byGroup, initialValues, isShown, launchValues, problemOf } from "../../services/specs";

const LONGEST_NAME = 64;

/** A word that may stand in an address, made of a name. */
export function toSubdomain(name) {
    const words = name.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").match(/[a-z0-9]+/g) || [];
    return words.join("-").slice(0, 40).replace(/-+$/, "");
}

/** What is filled in to launch a template, and what is wrong with it. */
export class LaunchForm extends Reactive {
    constructor() {
        super();
        Object.assign(this, {
            specs: {}, hasAddress: false, name: "", subdomain: "", suggested: "", values: {}, errors: {},
            touched: false, ownSubdomain: false, addressProblem: "", error: "", showsAdvanced: false,
        });
    }

    begin(template) {
        this.specs = template.helm_value_specs;
        this.hasAddress = template.has_ingress ?? template.ingress_enabled;
        this.values = initialValues(this.specs);
        this.name = template.name;
    }

    /** What comes back after another page was visited. */
    get draft() {
        const { name, subdomain, values, ownSubdomain } = this;
        return { name, subdomain, values: { ...values }, ownSubdomain };
    }

    resume(draft) {
        Object.assign(this, draft, { touched: true });
    }

    shown(list) {
        return (list || []).filter((spec) => isShown(spec, this.values));
    }

    get needs() {
        return neighbourNeeds(this.shown(allSpecs(this.specs)));
    }

    needOf(spec) {
        return this.needs.find(({ specs }) => specs[0].key === spec.key);
    }

    /** Groups of what is asked for first: required values, and what a neighbour may give. */
    get groups() {
        const first = new Set((this.specs.required || []).map(({ key }) => key));
        return byGroup(this.shown(allSpecs(this.specs)).filter((spec) => first.has(spec.key) || spec.from));
    }

    get advanced() {
        return byGroup(this.shown(this.specs.optional).filter((spec) => !spec.from));
    }

    /** Opens the advanced settings when one of them is wrong; they stay open while it is mended. */
    revealErrors() {
        this.showsAdvanced ||= this.advanced.some(({ items }) => items.some(({ key }) => this.errors[key]));
    }

    chosen(need) {
        return chosenNeighbour(need, this.values);
    }

    /** Takes what a need asks for from a neighbour, or leaves it to be typed. */
    take(need, neighbour) {
        Object.assign(this.values, neighbour ? valuesFrom(need, neighbour) : valuesByHand(need, this.values));
        need.specs.forEach(({ key }) => delete this.errors[key]);
    }

    changeName(value) {
        Object.assign(this, { name: value, touched: true });
        delete this.errors.name;
        if (!this.ownSubdomain) {
            this.subdomain = toSubdomain(value) || this.suggested;
            delete this.errors.subdomain;
        }
    }

    /** Takes a free address, now if nothing was typed, and later for a name that no address can be made of. */
    suggest(subdomain) {
        this.suggested = subdomain;
        if (!this.touched || !this.subdomain) {
            this.subdomain = subdomain;
        }
    }

    changeSubdomain(value) {
        Object.assign(this, { subdomain: value, ownSubdomain: Boolean(value), touched: true });
        delete this.errors.subdomain;
    }

    change(key, value) {
        this.values[key] = value;
        this.touched = true;
        delete this.errors[key];
    }

    checkOne(key) {
        const spec = allSpecs(this.specs).find((one) => one.key === key);
        this.setError(key, problemOf(spec, this.values[key]));
    }

    setError(key, sentence) {
        if (sentence) {
            this.errors[key] = sentence;
        } else {
            delete this.errors[key];
        }
    }

    /** Whether all of it may be sent; sentences stand in `errors`. */
    check() {
        this.error = "";
        this.setError("name", this.nameProblem());
        if (this.hasAddress) {
            this.setError("subdomain", this.subdomain ? this.addressProblem : _t("Please choose an address."));
        }
        for (const spec of allSpecs(this.specs)) {
            this.setError(spec.key, isShown(spec, this.values) ? problemOf(spec, this.values[spec.key]) : "");
        }
        this.revealErrors();
        return !Object.keys(this.errors).length;
    }

    /** What the server found wrong. */
    refuse(errors, error) {
        Object.assign(this, { errors, error });
        this.revealErrors();
    }

    nameProblem() {
        const name = this.name.trim();
        if (!name) {
            return _t("Please give the service a name.");
        }
        return name.length > LONGEST_NAME ? _t("Must have at most %s characters.", LONGEST_NAME) : "";
    }

    body(templateId) {
        return {
            template_id: templateId,
            name: this.name.trim(),
            ...(this.hasAddress ? { subdomain: this.subdomain } : {}),
            values: launchValues(this.specs, this.values),
        };
    }
}
