import { Component } from "@odoo/owl";
import { Button } from "../button/button";
import { CopyText } from "../copy_text/copy_text";
import { Modal } from "../modal/modal";

/** A link that is shown once, where the platform sends no mail. */
export class LinkModal extends Component {
    static template = "woow_paas_platform.LinkModal";
    static components = { Button, CopyText, Modal };
    static props = { email: String, link: String, close: Function };
}
