"""How often somebody called: counted for all workers together, in a table that costs next to nothing."""

import logging
from dataclasses import dataclass

from odoo import _, api, fields, models
from odoo.sql_db import db_connect
from odoo.tools import SQL
from psycopg2 import Error as DatabaseError
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from ..api.errors import RateLimited
from ..compat import Constraint

_logger = logging.getLogger(__name__)

SETTING = "woow_paas_platform."
LIFETIME = 3600
COUNT = """
    SET LOCAL lock_timeout = '1s';
    INSERT INTO woow_paas_platform_rate_limit AS kept (key, window_start, hits)
    VALUES (%(key)s, floor(extract(epoch FROM clock_timestamp()) / %(seconds)s)::bigint * %(seconds)s, 1)
    ON CONFLICT (key) DO UPDATE SET
        hits = CASE WHEN kept.window_start = EXCLUDED.window_start THEN kept.hits + 1 ELSE 1 END,
        window_start = EXCLUDED.window_start
    RETURNING hits, ceil(window_start + %(seconds)s - extract(epoch FROM clock_timestamp()))::int
"""


@dataclass(frozen=True)
class Limit:
    """So many calls in a window of ``seconds``; ``setting`` names the parameter that replaces ``default``."""

    name: str
    setting: str
    default: int
    seconds: int


API_LIMIT = Limit("api", "rate_limit_api", 3000, 60)
DOOR_LIMIT = Limit("door", "rate_limit_door", 60, 300)  # signing in, signing up, links that were sent by mail
INVITE_LIMIT = Limit("invite", "rate_limit_invite", 200, 3600)  # mails to people who did not ask for one


@dataclass(frozen=True)
class Count:
    """What a call left of its limit."""

    limit: Limit
    allowed: int
    hits: int
    reset: int

    def headers(self):
        """``RateLimit`` and ``RateLimit-Policy`` of draft-ietf-httpapi-ratelimit-headers-10, and the three fields of
        its earlier versions, which most clients know.
        """
        left = max(self.allowed - self.hits, 0)
        return {
            "RateLimit-Policy": f'"{self.limit.name}";q={self.allowed};w={self.limit.seconds}',
            "RateLimit": f'"{self.limit.name}";r={left};t={self.reset}',
            "RateLimit-Limit": str(self.allowed), "RateLimit-Remaining": str(left), "RateLimit-Reset": str(self.reset),
        }


class RateLimit(models.Model):
    """One row a caller; the table is UNLOGGED: after a crash of the database everybody starts anew."""

    _name = "woow_paas_platform.rate_limit"
    _description = "Rate limit"
    _log_access = False

    key = fields.Char(required=True)
    window_start = fields.Float("Start of the window", required=True)
    hits = fields.Integer(required=True)

    _key_unique = Constraint("UNIQUE(key)", "A caller is counted in one row.")

    def init(self):
        """No write-ahead log for what lives for minutes."""
        self.env.cr.execute("SELECT relpersistence FROM pg_class WHERE oid = %s::regclass", [self._table])
        if self.env.cr.fetchone()[0] != "u":
            self.env.cr.execute(SQL("ALTER TABLE %s SET UNLOGGED", SQL.identifier(self._table)))

    @api.model
    def _hit(self, limit, who):
        """Count one call of ``who``. Raises ``RateLimited`` past the limit.

        Where it cannot be counted, a call to the API goes through (None): the caller has been authenticated, and an
        overload is no reason to turn everybody away. At the door nobody passes uncounted: passwords and links could
        be guessed meanwhile.
        """
        try:
            hits, reset = self._counted(limit, f"{limit.name}:{who}")
        except DatabaseError as error:
            _logger.warning("calls could not be counted: %s", type(error).__name__)
            if limit is DOOR_LIMIT:
                raise RateLimited(_("Please try again in a moment."), {"Retry-After": "5"}) from error
            return None
        count = Count(limit, self._allowed(limit), hits, max(reset, 1))
        if hits > count.allowed:
            sentence = _("Too many requests. Please try again in %s seconds.", count.reset)
            raise RateLimited(sentence, {"Retry-After": str(count.reset), **count.headers()})
        return count

    @api.model
    def _counted(self, limit, key):
        """Hits in this window and the seconds to its end, in a transaction of its own that nothing waits for.

        The server makes one transaction of all that it is sent at once.
        """
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.connection.set_session(isolation_level=ISOLATION_LEVEL_READ_COMMITTED, autocommit=True)
            cursor.execute(COUNT, {"key": key, "seconds": limit.seconds}, log_exceptions=False)
            return cursor.fetchone()

    @api.model
    def _allowed(self, limit):
        # sudo: ir.config_parameter - how many calls are allowed
        value = self.env["ir.config_parameter"].sudo().get_param(SETTING + limit.setting)
        return int(value) if value and str(value).isdigit() and int(value) > 0 else limit.default

    @api.autovacuum
    def _gc_idle(self):
        self.env.cr.execute(SQL("DELETE FROM %s WHERE window_start < extract(epoch FROM now()) - %s",
                                SQL.identifier(self._table), LIFETIME))
