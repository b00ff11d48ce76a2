"""Keys of creating calls, kept for a day."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..api.errors import Invalid
from ..compat import Constraint

LIFETIME = timedelta(hours=24)


class IdempotencyKey(models.Model):
    _name = "woow_paas_platform.idempotency_key"
    _description = "Idempotency key"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, ondelete="cascade")
    key = fields.Char(required=True)
    route = fields.Char(required=True)
    digest = fields.Char(required=True)
    res_id = fields.Integer()
    created_date = fields.Datetime(required=True, index=True)

    _key_unique = Constraint("UNIQUE(user_id, key)", "A caller uses a key once.")

    @api.model
    def _claim(self, user, key, route, digest):
        """The row of ``key`` and whether this call is its first.

        Of two calls at once the second fails on serialisation, is run again by Odoo and then meets the row.
        Raises ``Invalid`` if the key was used for another route or body.
        """
        now = fields.Datetime.now()
        own = [("user_id", "=", user.id), ("key", "=", key)]
        self.search([*own, ("created_date", "<", now - LIFETIME)]).unlink()
        self.flush_model()
        self.env.cr.execute(SQL(
            "INSERT INTO %s (user_id, key, route, digest, created_date) VALUES (%s, %s, %s, %s, %s)"
            " ON CONFLICT (user_id, key) DO NOTHING RETURNING id",
            SQL.identifier(self._table), user.id, key, route, digest, now,
        ), log_exceptions=False)
        if row := self.env.cr.fetchone():
            return self.browse(row[0]), True
        kept = self.search(own)
        if (kept.route, kept.digest) != (route, digest):
            sentence = _("This key was used for another call.")
            raise Invalid(sentence, {"Idempotency-Key": sentence})
        return kept, False

    @api.autovacuum
    def _gc_expired(self):
        self.search([("created_date", "<", fields.Datetime.now() - LIFETIME)]).unlink()
