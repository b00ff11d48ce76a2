"""Ids of the operator's deliveries, so that none is taken twice."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..api.errors import Conflict

LIFETIME = timedelta(hours=1)  # longer than a signature is valid


class EventDelivery(models.Model):
    _name = "woow_paas_platform.event_delivery"
    _description = "Delivery of operator events"
    _log_access = False

    delivery = fields.Char(required=True)
    received_date = fields.Datetime(required=True, index=True)

    def init(self):
        """One row for a delivery, so that two at once cannot both be the first."""
        self.env.cr.execute(SQL(
            "CREATE UNIQUE INDEX IF NOT EXISTS %s ON %s (delivery)",
            SQL.identifier(f"{self._table}_unique"), SQL.identifier(self._table),
        ))

    @api.model
    def _take(self, delivery):
        """Note that ``delivery`` was seen; raises ``Conflict`` if it had been before."""
        self.env.cr.execute(SQL(
            "INSERT INTO %s (delivery, received_date) VALUES (%s, %s)"
            " ON CONFLICT (delivery) DO NOTHING RETURNING id",
            SQL.identifier(self._table), delivery, fields.Datetime.now(),
        ))
        if not self.env.cr.fetchone():
            raise Conflict(_("This delivery was already received."))

    @api.autovacuum
    def _gc_expired(self):
        self.search([("received_date", "<", fields.Datetime.now() - LIFETIME)]).unlink()
