"""The platform's own mails: written in the recipient's language, queued, and sent within seconds."""

from odoo import SUPERUSER_ID, api, fields, models

QUEUE = "mail.ir_cron_mail_scheduler_action"
WITHOUT_MAIL = "woow_paas_platform.without_mail"
PUBLIC_URL = "woow_paas_platform.public_url"


class Mailer(models.AbstractModel):
    _name = "woow_paas_platform.mailer"
    _description = "Mails of the platform"

    @api.model
    def _is_off(self):
        """Whether this platform is set to send no mail; with an outgoing mail server it always sends."""
        # sudo: ir.config_parameter, ir.mail_server - whether mail is sent decides what an inviter is told
        is_set = self.env["ir.config_parameter"].sudo().get_param(WITHOUT_MAIL) == "True"
        # sudo: ir.mail_server - only whether there is one
        return is_set and not self.env["ir.mail_server"].sudo().search_count([], limit=1)

    @api.model
    def _send(self, address, lang, subject, view, **values):
        """Queue a mail made of the template ``view`` and wake the queue; answers the mail, elevated.

        Nothing (an empty record) where the platform sends no mail. The mail is made by the superuser without
        an author, since Odoo lets authors and makers read their messages, and it goes once it was sent.
        """
        mails = self.env["mail.mail"].with_user(SUPERUSER_ID)
        if self._is_off():
            return mails
        body = self.with_user(SUPERUSER_ID).with_context(lang=lang).env["ir.qweb"]._render(
            view, {**values, "subject": subject, "html_lang": lang.replace("_", "-")})
        company = self.env.company.with_user(SUPERUSER_ID)
        mail_sudo = mails.create({
            "subject": " ".join(subject.split()),  # names of accounts are not all ours to check: a header is one line
            "body_html": body,
            "email_to": address,
            "email_from": company.email_formatted or self.env.ref("base.user_root").with_user(
                SUPERUSER_ID).email_formatted,
            "author_id": False,
            "auto_delete": True,
            "message_type": "email_outgoing",
        })
        self.env.ref(QUEUE).with_user(SUPERUSER_ID)._trigger()
        return mail_sudo

    @api.model
    def _url(self, path):
        """The whole address of one of our pages, for a mail."""
        # sudo: ir.config_parameter - the platform's own address
        parameters = self.env["ir.config_parameter"].sudo()
        base = parameters.get_param(PUBLIC_URL) or parameters.get_param("web.base.url")
        return base.rstrip("/") + path


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    paas_without_mail = fields.Boolean("This platform sends no mail", config_parameter=WITHOUT_MAIL)
