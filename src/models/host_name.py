"""Host names: one table for everything that has an address, so that no two can hold one."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import _, api, fields, models
from odoo.tools import SQL, format_date
from psycopg2 import errors
from publicsuffixlist import PublicSuffixList

from ..api.errors import Conflict, Invalid
from ..compat import Constraint

LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
REST = timedelta(days=30)
MAX_DOMAIN = 253 - len("_woow-challenge.")
PRIVATE = frozenset({"localhost", "local", "internal", "invalid", "test", "onion", "arpa", "home", "lan", "corp"})
RESERVED = frozenset({
    "admin", "administrator", "api", "apps", "auth", "billing", "cdn", "cluster", "console",
    "dashboard", "dns", "ftp", "help", "imap", "kubernetes", "localhost", "login", "mail", "mx",
    "ns", "ns1", "ns2", "oauth", "oauth2", "odoo", "operator", "paas", "platform", "pop", "postmaster",
    "root", "security", "smtp", "ssl", "sso", "staff", "static", "status", "support", "system",
    "traefik", "webmail", "webmaster", "woow", "wpad", "autoconfig", "autodiscover", "www",
})


class HostName(models.Model):
    """A row is a name that is held, or one that rests after its last holder gave it up."""

    _name = "woow_paas_platform.host_name"
    _description = "Host name"
    _order = "name"

    name = fields.Char(required=True, readonly=True, help="The whole name, in small letters.")
    service_id = fields.Many2one("woow_paas_platform.cloud_service", readonly=True, ondelete="set null", index=True)
    workspace_id = fields.Many2one(
        "woow_paas_platform.workspace", "Last holder", readonly=True, ondelete="set null", index=True)
    is_custom = fields.Boolean("Custom domain", readonly=True, help="Proved by a TXT record; it never rests.")
    released_at = fields.Datetime("Given up", readonly=True, index=True)

    _name_unique = Constraint("UNIQUE(name)", "This name is taken.")

    @api.model
    def _full_name(self, label):
        """``label`` below the applications' domain."""
        # sudo: ir.config_parameter - the domain is part of every service's address
        domain = self.env["ir.config_parameter"].sudo().get_param("woow_paas_platform.apps_domain")
        return f"{label}.{domain or 'apps.localhost'}"

    @api.model
    @api.private
    def check(self, name, workspace=None):
        """The whole host name for the label ``name``, if ``workspace`` (none: a newcomer) may take it now.

        Raises ``Invalid`` for a malformed or reserved label (RFC 1123, section 2.1), ``Conflict`` if the name
        is held, or rests for somebody else.
        """
        label = (name or "").strip().lower()
        if sentence := self._label_problem(label):
            raise Invalid(sentence, {"subdomain": sentence})
        full = self._full_name(label)
        # sudo: host_name - whether a name is taken may be known, by whom may not
        if sentence := self.sudo().search([("name", "=", full)])._held_sentence(workspace):
            raise Conflict(sentence, {"subdomain": sentence})
        return full

    @api.model
    @api.private
    def availability(self, name, workspace=None):
        """``{"available": bool, "reason": str}`` for the label ``name``; the reason is "" when it is free."""
        try:
            self.check(name, workspace)
        except (Invalid, Conflict) as refusal:
            return {"available": False, "reason": str(refusal)}
        return {"available": True, "reason": ""}

    @api.model
    def _label_problem(self, label):
        if not label:
            return _("Enter a name.")
        if len(label) > 63:
            return _("A name has at most 63 characters.")
        if not LABEL.fullmatch(label):
            return _("A name has small letters, digits and dashes, and begins and ends with a letter or digit.")
        if label in RESERVED or label.startswith("xn--") or self._full_name(label) in self._own_names():
            return _("This name is reserved. Choose another one.")
        return None

    @api.model
    def _check_custom(self, domain):
        """The domain as DNS writes it (RFC 5891). Raises ``Invalid`` for one that no customer can hold."""
        name = (domain or "").strip().rstrip(".").lower()
        try:
            name = name.encode("idna").decode()
        except UnicodeError:
            name = ""
        labels = name.split(".")
        ours = self._full_name("x").partition(".")[2]
        if len(name) > MAX_DOMAIN or len(labels) < 2 or not all(LABEL.fullmatch(label) for label in labels) \
                or labels[-1].isdigit():
            sentence = _("Enter a domain such as shop.example.com.")
        elif labels[-1] in PRIVATE or not PublicSuffixList().privatesuffix(name):
            sentence = _("Nobody can hold this domain for themselves. Enter one such as shop.example.com.")
        elif name == ours or name.endswith(f".{ours}") or name in self._own_names():
            sentence = _("This domain belongs to the platform. Enter one of your own.")
        else:
            return name
        raise Invalid(sentence, {"domain": sentence})

    @api.model
    def _own_names(self):
        """Host names at which the platform itself can be reached."""
        # sudo: ir.config_parameter - the site's own addresses
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        addresses = [parameters_sudo.get_param(key) or "" for key in ("woow_paas_platform.public_url", "web.base.url")]
        return {urlsplit(address).hostname for address in addresses}

    def _held_sentence(self, workspace):
        """Why ``workspace`` can't take this name (none: it was never taken) now; "" if it can."""
        if not self:
            return ""
        if not self.released_at:
            return _("This name is taken. Choose another one.")
        free_at = self.released_at + REST
        if (workspace and self.workspace_id == workspace) or free_at <= fields.Datetime.now():
            return ""
        return _("This name was in use until recently and is free again on %s.", format_date(self.env, free_at))

    @api.model
    def _take(self, label, service):
        """Hold ``label`` for ``service``, and return the row.

        Of two at the same moment one gets it: the database has one row a name. Raises as ``check``.
        """
        full = self.check(label, service.workspace_id)
        holder = {"service_id": service.id, "workspace_id": service.workspace_id.id, "released_at": False}
        if resting := self.search([("name", "=", full)]):
            resting.write(holder)
            return resting
        return self._insert(full, service)

    @api.model
    def _insert(self, full, service, is_custom=False):
        insert = SQL(
            "INSERT INTO woow_paas_platform_host_name"
            " (name, service_id, workspace_id, is_custom, create_uid, create_date, write_uid, write_date)"
            " VALUES (%(name)s, %(service)s, %(workspace)s, %(custom)s, %(uid)s, %(now)s, %(uid)s, %(now)s)"
            " RETURNING id",
            name=full, service=service.id, workspace=service.workspace_id.id, custom=is_custom, uid=self.env.uid,
            now=fields.Datetime.now(),
        )
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(insert, log_exceptions=False)
                row = self.env.cr.fetchone()
        except errors.UniqueViolation as error:
            sentence = _("This name is taken. Choose another one.")
            raise Conflict(sentence, {"subdomain": sentence}) from error
        service.invalidate_recordset(["host_name_ids"])
        return self.browse(row)

    def _release(self):
        """Give the names up: ours rest for everybody but their last holder, custom domains go at once."""
        self.write({"released_at": fields.Datetime.now(), "service_id": False})
        self.filtered("is_custom").unlink()

    def action_end_rest(self):
        """Platform admins: let a resting name be taken by anyone at once."""
        if self.filtered(lambda host: not host.released_at):
            raise Conflict(_("This name is in use."))
        self.unlink()
        return True

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        if any(not host.released_at for host in self):
            raise Conflict(_("A host name in use cannot be deleted."))
