import { Component } from "@odoo/owl";
import { Button } from "../button/button";
import { Icon } from "../icon/icon";

/** What happened, and a way on. */
export class ErrorState extends Component {
    static template = "woow_paas_platform.ErrorState";
    static components = { Button, Icon };
    static props = { error: Object, retry: Function };
}
