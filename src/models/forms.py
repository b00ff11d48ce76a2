"""Forms that are being filled in: only for those who may save them."""

from odoo import models

OURS = "woow_paas_platform."


class Base(models.AbstractModel):
    _inherit = "base"

    def onchange(self, values, field_names, fields_spec):
        """As everywhere; on our models for those who may create or write alone.

        Odoo works out the fields of a record that is not saved yet as the superuser where they are related to others,
        whatever the caller put into it: that would tell any user's address and any host name. Raises ``AccessError``.
        """
        if self._name.startswith(OURS):
            self.check_access("write" if self else "create")
        return super().onchange(values, field_names, fields_spec)
