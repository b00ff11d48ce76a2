"""Ids of the operator's deliveries, so that none is taken twice."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..api.errors import Conflict
from ..compat import Constraint

LIFETIME = timedelta(hours=1)  # longer than a signature is valid


class EventDelivery(models.Model):
    _name = "woow_paas_platform.event_delivery"
    _description = "Delivery of operator events"
    _log_access = False

    delivery = fields.Char(required=True)
    signature = fields.Char(required=True)
    received_date = fields.Datetime(required=True, index=True)

    _delivery_unique = Constraint("UNIQUE(delivery)", "A delivery is taken once.")
    _signature_unique = Constraint("UNIQUE(signature)", "A signed message is taken once.")

    @api.model
    def _take(self, delivery, signature):
        """Note that a message was seen; raises ``Conflict`` if it had been, under whatever id."""
        self.env.cr.execute(SQL(
            "INSERT INTO %s (delivery, signature, received_date) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            SQL.identifier(self._table), delivery, signature, fields.Datetime.now(),
        ), log_exceptions=False)
        if not self.env.cr.fetchone():
            raise Conflict(_("This delivery was already received."))

    @api.autovacuum
    def _gc_expired(self):
        self.search([("received_date", "<", fields.Datetime.now() - LIFETIME)]).unlink()
