"""A chatter that platform admins alone read and write, on records that members may read."""

from odoo import models


class MemberThread(models.AbstractModel):
    """``mail.thread`` lets whoever reads a record read its messages and follow it; here it takes the right to write."""

    _name = "woow_paas_platform.member_thread"
    _inherit = "mail.thread"
    _description = "Chatter for platform admins"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """As in ``mail.thread``, for those who may write the record."""
        self.check_access("write")
        return super().message_subscribe(partner_ids, subtype_ids)

    def message_unsubscribe(self, partner_ids=None):
        """As in ``mail.thread``, for those who may write the record."""
        self.check_access("write")
        return super().message_unsubscribe(partner_ids)

    def message_get_followers(self, *args, **kwargs):
        """As in ``mail.thread``, for those who may write the record."""
        self.check_access("write")
        return super().message_get_followers(*args, **kwargs)

    def _get_mail_message_access(self, res_ids, operation, model_name=None):
        """Odoo 18: what reading, posting or changing a message takes."""
        return "write"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Odoo 19: the same, for each record."""
        return dict.fromkeys(self, "write")
