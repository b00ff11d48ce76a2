"""The settings page: where the operator and the applications are, and the keys between them."""

import ipaddress
import re
from urllib.parse import urlsplit

from odoo import _, api, fields, models
from publicsuffixlist import PublicSuffixList

from ..api.errors import ApiError, Invalid
from ..clients.dns_proof import server_of
from ..clients.operator import OperatorClient
from .rate_limit import API_LIMIT, DOOR_LIMIT, INVITE_LIMIT
from .secret import KEY_FILE

PREFIX = "woow_paas_platform."
MASK = "••••••••"
DOMAIN = re.compile(r"(?=.{1,190}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*")
LIMITS = {  # within these nobody locks everybody out
    "paas_activity_days": (1, 36500), "paas_address_days": (1, 36500), "paas_limit_api": (60, 1000000),
    "paas_limit_door": (5, 100000),
}
NAMESPACE_PREFIX = re.compile(r"[a-z]([a-z0-9-]{0,18})-")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    paas_operator_url = fields.Char("Operator's address", config_parameter=PREFIX + "operator_url")
    paas_operator_key = fields.Char(
        "Operator's key", compute="_compute_keys", inverse="_inverse_operator_key", compute_sudo=False,
        default=lambda self: self._masked("operator_api_key"))
    paas_events_key = fields.Char(
        "Key of the operator's events", compute="_compute_keys", inverse="_inverse_events_key", compute_sudo=False,
        default=lambda self: self._masked("operator_events_key"))
    paas_secret_key_file = fields.Char("Key file", config_parameter=KEY_FILE)
    paas_namespace_prefix = fields.Char(
        "Prefix of namespaces", config_parameter=PREFIX + "namespace_prefix", default="paas-ws-")
    paas_apps_domain = fields.Char(
        "Applications' domain", config_parameter=PREFIX + "apps_domain", default="apps.localhost")
    paas_apps_scheme = fields.Selection(
        [("http", "http"), ("https", "https")], "Scheme", config_parameter=PREFIX + "apps_scheme", default="http")
    paas_apps_port = fields.Char("Port", config_parameter=PREFIX + "apps_port")
    paas_dns_resolvers = fields.Char("Name servers", config_parameter=PREFIX + "dns_resolvers")
    paas_public_url = fields.Char("Public address", config_parameter=PREFIX + "public_url")
    paas_activity_days = fields.Integer(
        "Keep for (days)", config_parameter=PREFIX + "activity_retention_days", default=365)
    paas_address_days = fields.Integer(
        "Whole addresses for (days)", config_parameter=PREFIX + "activity_address_days", default=30)
    paas_limit_api = fields.Integer(
        "Calls a minute", config_parameter=PREFIX + "rate_limit_api", default=API_LIMIT.default)
    paas_limit_door = fields.Integer(
        "Attempts in 5 minutes", config_parameter=PREFIX + "rate_limit_door", default=DOOR_LIMIT.default)
    paas_limit_invite = fields.Integer(
        "Invitations an hour", config_parameter=PREFIX + "rate_limit_invite", default=INVITE_LIMIT.default)
    paas_domain_warning = fields.Char(compute="_compute_paas_domain_warning")

    @api.depends_context("uid")
    def _compute_keys(self):
        self.paas_operator_key = self._masked("operator_api_key")
        self.paas_events_key = self._masked("operator_events_key")

    @api.model
    def _masked(self, name):
        return MASK if self.env["woow_paas_platform.secret"]._has(name) else ""

    def _inverse_operator_key(self):
        for settings in self:
            settings._keep_key("operator_api_key", settings.paas_operator_key)

    def _inverse_events_key(self):
        for settings in self:
            settings._keep_key("operator_events_key", settings.paas_events_key)

    def _keep_key(self, name, text):
        """Encrypt what was typed; it never lies in the table of this form. The mask stands for "as it is"."""
        if text == MASK:
            return
        parameters = self.env["ir.config_parameter"]
        if text and (self.paas_secret_key_file or "") != (parameters.get_param(KEY_FILE) or ""):
            parameters.set_param(KEY_FILE, self.paas_secret_key_file)
        if text or self.env["woow_paas_platform.secret"]._has(name):
            self.env["woow_paas_platform.secret"]._set(name, (text or "").strip())

    @api.depends("paas_apps_domain", "paas_public_url")
    def _compute_paas_domain_warning(self):
        base_url = self.env["ir.config_parameter"].get_param("web.base.url")
        for settings in self:
            odoo_host = urlsplit(settings.paas_public_url or base_url or "").hostname
            shared = _registrable(settings.paas_apps_domain)
            settings.paas_domain_warning = _(
                "Applications and Odoo share the domain %s: an application could set cookies for Odoo. "
                "Give applications a domain of their own.", shared,
            ) if shared and shared == _registrable(odoo_host) else ""

    @api.constrains(
        "paas_operator_url", "paas_apps_domain", "paas_apps_port", "paas_public_url", "paas_namespace_prefix",
        "paas_dns_resolvers")
    def _check_paas(self):
        for settings in self:
            port = settings.paas_apps_port or ""
            checks = {
                "paas_operator_url": (_is_address(settings.paas_operator_url), _(
                    "The operator's address begins with http:// or https://.")),
                "paas_public_url": (_is_address(settings.paas_public_url), _(
                    "The public address begins with http:// or https://.")),
                "paas_apps_domain": (DOMAIN.fullmatch(settings.paas_apps_domain or "apps.localhost"), _(
                    "The applications' domain is a name such as apps.example.com.")),
                "paas_dns_resolvers": (_are_resolvers(settings.paas_dns_resolvers), _(
                    "Name servers are addresses such as 192.0.2.1 or 192.0.2.1#5353, with commas between.")),
                "paas_apps_port": (not port or (port.isascii() and port.isdigit() and 0 < int(port) < 65536), _(
                    "The port is a number from 1 to 65535, or empty.")),
                "paas_namespace_prefix": (NAMESPACE_PREFIX.fullmatch(settings.paas_namespace_prefix or "paas-ws-"), _(
                    "The prefix has small letters, digits and dashes, and ends with a dash.")),
            }
            for name, (is_right, sentence) in checks.items():
                if not is_right:
                    raise Invalid(sentence, {name: sentence})

    @api.constrains(*LIMITS)
    def _check_paas_limits(self):
        for settings in self:
            for name, (least, most) in LIMITS.items():
                if not least <= settings[name] <= most:
                    sentence = _("“%(field)s” is a number from %(least)s to %(most)s.",
                                 field=settings._fields[name]._description_string(self.env), least=least, most=most)
                    raise Invalid(sentence, {name: sentence})

    def action_paas_test_operator(self):
        """Ask the operator who it is, and say so in one sentence."""
        self.ensure_one()
        self.check_access("write")
        key = self.env["woow_paas_platform.secret"]._get("operator_api_key")
        client = OperatorClient(self.paas_operator_url, key, self.env._)
        prefix = self.paas_namespace_prefix or "paas-ws-"
        self.env.cr.commit()  # no transaction is open during the call
        try:
            facts = client.info()
        except ApiError as error:
            return self._notification("danger", str(error))
        if facts.get("prefix") not in (None, prefix):
            return self._notification("warning", _(
                "The operator answers, but its namespaces begin with “%(theirs)s” and ours with “%(ours)s”.",
                theirs=facts["prefix"], ours=prefix,
            ))
        return self._notification("success", _(
            "The operator %(version)s answers. Kubernetes %(kubernetes)s, Helm %(helm)s, %(charts)s charts.",
            version=facts.get("version") or "?", kubernetes=facts.get("kubernetes_version") or "?",
            helm=facts.get("helm_version") or "?", charts=len(facts.get("charts") or ()),
        ))

    def _notification(self, kind, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": kind, "title": _("Operator"), "message": message, "sticky": kind != "success"},
        }


def _is_address(text):
    return not text or re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text)


def _are_resolvers(text):
    try:
        return all(server_of(part) for part in (text or "").replace(",", " ").split())
    except ValueError:
        return False


def _registrable(host):
    """The domain at which cookies can be set for ``host`` (Public Suffix List); None for addresses and suffixes."""
    try:
        ipaddress.ip_address(host or "")
    except ValueError:
        return PublicSuffixList().privatesuffix(host or "")
    return None
