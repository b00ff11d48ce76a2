"""What the platform is and can do, as the API tells it."""

from odoo import _, api, models

from .. import policy
from ..scopes import SCOPES
from .serialize import iso

SETTING = "woow_paas_platform."


class Platform(models.AbstractModel):
    _name = "woow_paas_platform.platform"
    _description = "The platform as its callers see it"

    @api.model
    def _to_api(self):
        """The answer of ``GET /api/config``."""
        # sudo: ir.config_parameter - these settings are what every caller sees in the addresses anyway
        settings_sudo = self.env["ir.config_parameter"].sudo()
        languages = self.env["res.lang"].get_installed()
        return {
            "apps_domain": settings_sudo.get_param(SETTING + "apps_domain") or "apps.localhost",
            "apps_scheme": settings_sudo.get_param(SETTING + "apps_scheme") or "http",
            "apps_port": settings_sudo.get_param(SETTING + "apps_port") or "",
            "currency": self._currency_to_api(),
            "languages": [{"code": code, "name": name} for code, name in languages],
            **self._operator_to_api(),
            **self._features_to_api(),
            "scopes": {scope: self.env._(sentence) for scope, sentence in SCOPES.items()},
            "policy": {action: list(policy.roles_for(action)) for action in policy.ACTIONS},
        }

    def _currency_to_api(self):
        # sudo: res.currency - the platform's currency is shown with every price
        currency_sudo = self.env.company.currency_id.sudo()
        return {
            "code": currency_sudo.name,
            "symbol": currency_sudo.symbol,
            "position": currency_sudo.position,
            "decimals": currency_sudo.decimal_places,
        }

    def _features_to_api(self):
        """What this site can do besides, of what the operator says of its cluster."""
        facts = self.env["woow_paas_platform.operator_state"]._current().facts or {}
        tls = facts.get("tls") or "off"
        features = {"custom_domain": True, "metrics": facts.get("metrics"), "tls": tls != "off"}
        return {"features": [word for word, is_there in features.items() if is_there], "tls": tls}

    def _operator_to_api(self):
        """``operator`` and ``cluster``; why the operator is away is for platform admins, not told here."""
        state_sudo = self.env["woow_paas_platform.operator_state"]._current()
        facts = state_sudo.facts or {}
        away = _("The cluster cannot be reached just now. What you ask for is kept and done when it is back.")
        return {
            "operator": {
                "reachable": state_sudo.reachable,
                "last_seen": iso(state_sudo.last_seen),
                "message": "" if state_sudo.reachable else away,
            },
            "cluster": {
                "kind": facts.get("cluster_kind") or "",
                "stand_in_images": bool(facts.get("stand_in_images")),
                "enforces_network_policy": bool(facts.get("enforces_network_policy")),
            },
        }
