"""Tokens with which scripts act for a user, as far as their scopes go."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.sql_db import db_connect

from .. import tokens
from ..api.errors import Conflict, Invalid, NotFound
from ..scopes import SCOPES
from .serialize import iso

KIND = "woow_"
MAX_TOKENS = 50
KEPT_WHEN_EXPIRED = timedelta(days=30)
USED_EVERY = timedelta(minutes=5)


class AccessToken(models.Model):
    """Of the token only a hash is kept, and its beginning, by which the row is found."""

    _name = "woow_paas_platform.access_token"
    _description = "Access token"
    _order = "create_date desc, id desc"

    name = fields.Char(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="cascade", index=True)
    scope = fields.Char("Scopes", required=True, readonly=True, help="Separated by spaces, as in RFC 6749, 3.3.")
    token_prefix = fields.Char("Begins with", required=True, readonly=True, index=True)
    token_hash = fields.Char(required=True, groups=fields.NO_ACCESS)
    expires_date = fields.Datetime("Valid until", required=True, readonly=True, index=True)
    last_used_date = fields.Datetime("Last used", readonly=True)

    # what people do with their own

    @api.model
    def _create_own(self, name, scopes, expires_in_days):
        """A token of the caller's, and its text, which nobody can be told again.

        Raises ``Invalid`` for a scope that does not exist, ``Conflict`` when there are too many.
        """
        if unknown := [scope for scope in scopes if scope not in SCOPES]:
            sentence = _("There is no such scope: %s.", ", ".join(unknown))
            raise Invalid(sentence, {"scopes": sentence})
        if self.search_count(self._own()) >= MAX_TOKENS:
            raise Conflict(_("You have %s access tokens. Revoke one that is not needed any more.", MAX_TOKENS))
        text = tokens.new_token(KIND)
        # sudo: access_token - everybody makes tokens for themselves, and only here
        token_sudo = self.sudo().create({
            "name": name, "user_id": self.env.uid, "scope": " ".join(scope for scope in SCOPES if scope in scopes),
            "token_prefix": tokens.prefix_of(text), "token_hash": tokens.hash_of(text),
            "expires_date": fields.Datetime.now() + timedelta(days=expires_in_days),
        })
        token_sudo._record("token.created")
        return token_sudo.with_env(self.env), text

    @api.model
    def _own(self):
        return [("user_id", "=", self.env.uid)]

    def revoke(self):
        """End the tokens: one's own, or, for platform admins, anybody's. Raises ``NotFound`` for others'."""
        is_admin = self.env.user.has_group("woow_paas_platform.group_platform_admin")
        tokens_sudo = self.sudo().exists()  # sudo: access_token - whose they are is checked next
        if not tokens_sudo or (not is_admin and any(token.user_id != self.env.user for token in tokens_sudo)):
            raise NotFound(_("There is no such access token."))
        tokens_sudo._end()
        return True

    def _end(self):
        """Let these be no tokens any more; that they end is recorded, while there still is a name to record."""
        for token in self:
            token._record("token.revoked")
        self.unlink()

    def _record(self, action):
        self.env["woow_paas_platform.activity"]._record(
            action, self, after={"scope": self.scope, "expires": iso(self.expires_date), "of": self.user_id.name})

    # who calls with one

    @api.model
    def _by_token(self, text):
        """The living token, elevated, whose text is ``text``; none for any other text, and for archived accounts."""
        # sudo: access_token - a bearer's text is looked up before anybody is known
        found_sudo = self.sudo().search([("token_prefix", "=", tokens.prefix_of(text))], limit=1)
        is_alive = found_sudo.expires_date and found_sudo.expires_date > fields.Datetime.now()
        if not (is_alive and found_sudo.user_id.active and tokens.is_token(text, found_sudo.token_hash)):
            return self.browse()
        return found_sudo

    def _scopes(self):
        return self.scope.split()

    def _note_use(self):
        """Keep when the token was last used, to five minutes, in a transaction of its own that nothing waits for."""
        now = fields.Datetime.now()
        if self.last_used_date and now - self.last_used_date < USED_EVERY:
            return
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute(
                "UPDATE woow_paas_platform_access_token SET last_used_date = %(now)s WHERE id ="
                " (SELECT id FROM woow_paas_platform_access_token WHERE id = %(id)s FOR UPDATE SKIP LOCKED)",
                {"now": now, "id": self.id})

    @api.autovacuum
    def _gc_expired(self):
        self.search([("expires_date", "<", fields.Datetime.now() - KEPT_WHEN_EXPIRED)]).unlink()

    # what callers see

    def _to_api(self, detail=False):
        """One dict a token; ``detail`` adds the place of its text, which is gone by then."""
        self.check_access("read")
        now = fields.Datetime.now()
        return [{**token._one_to_api(now), **({"token": None} if detail else {})} for token in self]

    def _one_to_api(self, now):
        return {
            "id": self.id,
            "name": self.name,
            "prefix": self.token_prefix,
            "scopes": self._scopes(),
            "created_date": iso(self.create_date),
            "expires_date": iso(self.expires_date),
            "last_used_date": iso(self.last_used_date),
            "expired": self.expires_date <= now,
        }
