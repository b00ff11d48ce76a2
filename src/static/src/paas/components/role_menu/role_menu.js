import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { givenRoles, roleLabel } from "../../core/labels";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";
import { Menu } from "../menu/menu";

/** A person's role, and the way to give another one. */
export class RoleMenu extends Component {
    static template = "woow_paas_platform.RoleMenu";
    static components = { Button, Icon, Menu };
    static props = { role: String, person: String, reason: String, choose: Function };

    get name() {
        return roleLabel(this.props.role);
    }

    get label() {
        return _t("Role of %(person)s: %(role)s", { person: this.props.person, role: this.name });
    }

    get items() {
        return givenRoles().map(({ value, label }) => ({
            name: `role-${value}`,
            label,
            checked: value === this.props.role,
            onClick: () => value !== this.props.role && this.props.choose(value),
        }));
    }
}
