"""The raw truth of one service for the platform admin: what the operator would be told, its history, its objects."""

import json

from odoo import _, fields, models

from .. import operator_words
from ..api.errors import ApiError
from .cloud_service_states import RESTING

HIDDEN = "••••••••"


class ClusterLook(models.TransientModel):
    """Read once, when the button is pressed; forgotten with Odoo's other transient records."""

    _name = "woow_paas_platform.cluster_look"
    _description = "Look into the cluster"

    service_id = fields.Many2one("woow_paas_platform.cloud_service", readonly=True, required=True, ondelete="cascade")
    wish = fields.Text("What is wished", readonly=True)
    answer = fields.Text("Last answer of the operator", readonly=True)
    history = fields.Text("Helm history", readonly=True)
    objects = fields.Text(readonly=True)
    events = fields.Text(readonly=True)
    problem = fields.Char(readonly=True)


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def action_look(self):
        """Platform admins: ask the cluster now, and show all that is known beside what is wished."""
        self.ensure_one()
        self.check_access("write")
        service_sudo = self.sudo()  # sudo: cloud_service - platform admins may see all of it but secrets
        texts = {"wish": _shown(service_sudo._wish_without_secrets()), "answer": _shown(service_sudo.raw_status or {})}
        texts.update(service_sudo._look())
        # sudo: cluster_look - made for whoever may push the button
        look_sudo = self.env["woow_paas_platform.cluster_look"].sudo().create({"service_id": self.id, **texts})
        return {
            "type": "ir.actions.act_window", "name": _("In the cluster: %s", self.name), "view_mode": "form",
            "res_model": look_sudo._name, "res_id": look_sudo.id, "target": "new",
        }

    def _wish_without_secrets(self):
        """The newest intent as the operator would be told it, without any secret's value."""
        if self.desired == "absent":
            verb, parameters = self._request()
            return {"verb": verb, **parameters}
        told = self._intent_for_operator(self._intent(self.generation))
        hidden = {key: {**source, "value": HIDDEN} if "value" in source else source
                  for key, source in told["secrets"].items()}
        return {**told, "secrets": hidden}

    def _look(self):
        try:
            return {
                "history": _shown(self._ask_operator("revisions")["items"]),
                "objects": _shown(self._ask_operator("resources")["items"]),
                "events": _shown(self._ask_operator("events")["items"]),
            }
        except ApiError as refusal:
            return {"problem": str(refusal)}

    def action_give_up(self):
        """Platform admins: end what is under way as failed, so that it can be retried, changed or deleted."""
        self.check_access("write")
        # sudo: cloud_service - platform admins may repair what is stuck
        for service in self.sudo().filtered(lambda service: service.state not in RESTING):
            service._fail("given_up", **operator_words.say("given_up"))
        return True


def _shown(document):
    return json.dumps(document, indent=2, ensure_ascii=False)
