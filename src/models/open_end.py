"""What waits for an answer: deleting the record calls it off, as its own button does."""

from odoo import api, models


class OpenEnd(models.AbstractModel):
    """For models with a ``state`` that is ``pending`` first, and ``_call_off`` that ends and tells it."""

    _name = "woow_paas_platform.open_end"
    _description = "Waits for an answer"

    @api.ondelete(at_uninstall=False)
    def _unlink_called_off(self):
        self.filtered(lambda record: record.state == "pending")._call_off()

    def _call_off(self):
        raise NotImplementedError
