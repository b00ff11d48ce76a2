import { Component } from "@odoo/owl";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";

/** In the place of what nobody can tell just now: why, and that it is looked for again (`useLook`). */
export class AwayState extends Component {
    static template = "woow_paas_platform.AwayState";
    static components = { Button, Icon };
    static props = { load: Object };
}
