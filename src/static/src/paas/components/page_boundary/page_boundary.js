import { Component, onError, useState } from "@odoo/owl";
import { Icon } from "../icon/icon";
import { Button } from "../button/button";

/** A crash of one page stays on that page. */
export class PageBoundary extends Component {
    static template = "woow_paas_platform.PageBoundary";
    static components = { Button, Icon };
    static props = { slots: Object };

    setup() {
        this.state = useState({ failed: false });
        onError((error) => {
            this.state.failed = true;
            console.error(error);
        });
    }
}
