"""A domain of the customer's own: claimed, proved by a TXT record, served, looked at again, and given up.

A claim holds nothing, so that nobody can keep a name from its owner; only the proof takes the row of the one table
of host names. DNS is asked with no transaction open.
"""

import logging
import secrets
from datetime import timedelta

from odoo import _, api, fields, models

from ..api.errors import ApiError, Conflict, Invalid
from ..clients.dns_proof import texts_at
from .cloud_service import ADMIN_GROUP

_logger = logging.getLogger(__name__)

RECORD = "_woow-challenge"
LOOK_AGAIN = timedelta(days=1)
CLAIM_IS_FRESH = timedelta(days=3)
DOUBT = timedelta(days=3)


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    custom_domain = fields.Char(readonly=True)
    custom_domain_token = fields.Char(readonly=True, groups=ADMIN_GROUP)
    custom_host_id = fields.Many2one(
        "woow_paas_platform.host_name", "Custom domain held", readonly=True, ondelete="set null", groups=ADMIN_GROUP)
    custom_domain_generation = fields.Integer(readonly=True, groups=ADMIN_GROUP, help="The first one that serves it.")
    custom_domain_since = fields.Datetime("Domain claimed", readonly=True)
    custom_domain_checked_at = fields.Datetime("Domain looked up", readonly=True)
    custom_domain_doubted_at = fields.Datetime("Proof missing since", readonly=True)
    custom_domain_message = fields.Char("Proof of the domain", compute="_compute_custom_domain_message")

    @api.depends("custom_domain_checked_at", "custom_domain_doubted_at", "custom_host_id")
    @api.depends_context("lang")
    def _compute_custom_domain_message(self):
        # sudo: cloud_service - whether the domain is held is for the platform, what became of the proof for its readers
        for service, service_sudo in zip(self, self.sudo(), strict=True):
            service.custom_domain_message = _sentence_about(service_sudo, self.env._)

    # what people do

    def set_custom_domain(self, domain):
        """Claim ``domain``: the service says which TXT record proves it. Raises ``Invalid`` for one that cannot be."""
        service_sudo = self._elevated_for("service.domain")
        if not service_sudo.host_name_id:
            raise Invalid(_("This application has no address of its own."), {"domain": _("Not possible here.")})
        name = service_sudo.host_name_id._check_custom(domain)
        if name == service_sudo.custom_domain:
            return True
        service_sudo._check_domain_move()
        service_sudo._drop_domain()
        service_sudo.write({
            "custom_domain": name, "custom_domain_token": f"woow-verify={secrets.token_hex(16)}",
            "custom_domain_since": fields.Datetime.now(),
        })
        service_sudo._record_domain("domain.claimed")
        return True

    def verify_custom_domain(self):
        """Look the TXT record up now; if it is there the domain is served from the next generation on.

        Raises ``DnsUnavailable`` when no name server answers, ``Conflict`` without a claim, when the
        service's state allows no change of address or another service has proved the same name.
        """
        service_sudo = self._elevated_for("service.domain")
        if not service_sudo.custom_domain:
            raise Conflict(_("No domain was entered."))
        texts = service_sudo._look_up_domain()
        service_sudo._judge_domain(texts)
        return True

    def remove_custom_domain(self):
        """Give the domain up; the service answers at its own address only."""
        service_sudo = self._elevated_for("service.domain")
        if not service_sudo.custom_domain:
            raise Conflict(_("No domain was entered."))
        service_sudo._check_domain_move()
        service_sudo._record_domain("domain.removed")
        service_sudo._drop_domain()
        return True

    def _check_domain_move(self):
        """A domain that is served can only be changed in a state that allows a change of address."""
        if self.custom_host_id and "domain" not in self._allowed_actions():
            raise Conflict(self._move_sentence())

    # proof

    def _challenge(self):
        return f"{RECORD}.{self.custom_domain}"

    def _look_up_domain(self):
        # sudo: ir.config_parameter - which name servers are asked
        asked = self.env["ir.config_parameter"].sudo().get_param("woow_paas_platform.dns_resolvers") or ""
        name = self._challenge()
        self.env.cr.commit()  # no transaction is open during the look-up
        return texts_at(name, asked.replace(",", " ").split(), self.env._)

    def _judge_domain(self, texts):
        """Draw the consequence of the TXT records that were found."""
        now = fields.Datetime.now()
        self.custom_domain_checked_at = now
        if self.custom_domain_token in texts:
            self.custom_domain_doubted_at = False
            if not self.custom_host_id:
                self._serve_domain(texts)
        elif self.custom_host_id and not self.custom_domain_doubted_at:
            self.custom_domain_doubted_at = now
        elif self._is_given_up(now):
            self._record_domain("domain.lost")
            self._drop_domain()
        self._announce()

    def _is_given_up(self, now):
        """Whether the proof of a domain that is held has been missing for too long."""
        return (self.custom_host_id and self.custom_domain_doubted_at <= now - DOUBT
                and "domain" in self._allowed_actions())

    def _serve_domain(self, texts):
        """Take the name, from a service that cannot prove it any more if need be, and serve it."""
        if "domain" not in self._allowed_actions():
            raise Conflict(self._move_sentence())
        names = self.env["woow_paas_platform.host_name"]
        holder = names.search([("name", "=", self.custom_domain)]).service_id
        if holder and holder != self:
            if holder.custom_domain_token in texts or "domain" not in holder._allowed_actions():
                raise Conflict(_("Another service has proved that it holds this domain. Remove its TXT record first."))
            holder._record_domain("domain.lost")
            holder._drop_domain()
        host = names._insert(self.custom_domain, self, is_custom=True)
        self._advance("domain", "domain", custom_host_id=host.id, custom_domain_generation=self.generation + 1)
        self._record_domain("domain.verified")

    def _drop_domain(self):
        """Forget claim and proof; what was served is no longer, from the next generation on."""
        was_served = self.custom_host_id
        self.write({
            "custom_domain": False, "custom_domain_token": False,
            "custom_domain_doubted_at": False, "custom_domain_checked_at": False, "custom_domain_generation": 0,
            "custom_host_id": False,
        })
        was_served._release()
        if was_served:
            self._advance("domain", "domain")
        else:
            self._announce()

    def _record_domain(self, action):
        self.env["woow_paas_platform.activity"]._record(action, self, after={"domain": self.custom_domain})

    # by itself

    @api.model
    def _cron_custom_domains(self):
        """Look at fresh claims and, once a day, at what is served; a fault of one is that one's."""
        now = fields.Datetime.now()
        fresh = [("custom_host_id", "=", False), ("custom_domain_since", ">", now - CLAIM_IS_FRESH)]
        stale = ["|", ("custom_domain_checked_at", "=", False), ("custom_domain_checked_at", "<", now - LOOK_AGAIN)]
        served = ["&", ("custom_host_id", "!=", False), *stale]
        for service in self.search([("custom_domain", "!=", False), "|", "&", *fresh, *served]):
            try:
                service._judge_domain(service._look_up_domain())
                self.env.cr.commit()
            except ApiError as refusal:
                self.env.cr.rollback()
                _logger.info("%s: its domain was not looked at: %s", service.release_name, refusal)
            except Exception:
                self.env.cr.rollback()
                _logger.exception("%s: its domain was not looked at", service.release_name)


def _sentence_about(domain, _):
    """What became of the proof when it was last looked for, in the reader's language; "" while nothing is missing."""
    if not domain["custom_host_id"] and domain["custom_domain_checked_at"]:
        return _("The TXT record is not there yet. A new record may take a while to be seen.")
    if domain["custom_host_id"] and domain["custom_domain_doubted_at"]:
        return _("The TXT record is gone. Put it back, or the domain is given up in 3 days.")
    return ""


def custom_domain_to_api(row, translate):
    """What callers see of a domain: None without one; “active” once a generation that serves it was seen working."""
    if not row["custom_domain"]:
        return None
    is_active = row["custom_host_id"] and (row["good_generation"] or 0) >= (row["custom_domain_generation"] or 0)
    return {
        "name": row["custom_domain"],
        "state": "active" if is_active else "verified" if row["custom_host_id"] else "pending",
        "txt_name": f"{RECORD}.{row['custom_domain']}",
        "txt_value": row["custom_domain_token"] or "",
        "cname": row["host"] or "",
        "message": _sentence_about(row, translate),
    }
