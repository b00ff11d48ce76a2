"""What was asked of a service, by whom, and how it ended: a row for each generation."""

import json

from odoo import api, fields, models

from ..compat import Constraint
from ..operator_words import told
from .serialize import iso

KINDS = [
    ("install", "Launch"), ("upgrade", "Change"), ("domain", "Change of address"), ("start", "Start"),
    ("stop", "Stop"), ("restart", "Restart"), ("retry", "Retry"), ("rollback", "Roll back"), ("delete", "Delete"),
    ("quota", "New quota"), ("version", "Upgrade"), ("reference", "New values of a neighbour"),
    ("relaunch", "Launch on kept data"), ("discard", "Removal of kept data"),
]
OUTCOMES = [
    ("pending", "Under way"), ("good", "Good"), ("failed", "Failed"), ("superseded", "Superseded"),
    ("went_back", "Went back"),
]


class ServiceIntent(models.Model):
    _name = "woow_paas_platform.service_intent"
    _description = "Service intent"
    _order = "id desc"

    service_id = fields.Many2one(
        "woow_paas_platform.cloud_service", required=True, readonly=True, ondelete="cascade", index=True)
    generation = fields.Integer(readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    desired = fields.Selection(
        [("running", "Running"), ("stopped", "Stopped"), ("absent", "Absent")], required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Asked by", readonly=True, ondelete="set null")

    # what was asked
    chart_version = fields.Char(readonly=True)
    values = fields.Json(readonly=True)
    form = fields.Json(readonly=True, groups=fields.NO_ACCESS, prefetch=False,
                       help="Chart and form, where this generation brought others than the one before.")
    hidden_keys = fields.Json(readonly=True, help="Keys of the secrets that were given with it.")
    secret_keys = fields.Json(readonly=True, help="Keys of all secrets that the cluster holds for it.")
    secrets_sealed = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    host_name_id = fields.Many2one("woow_paas_platform.host_name", readonly=True, ondelete="set null")
    custom_host_id = fields.Many2one("woow_paas_platform.host_name", readonly=True, ondelete="set null")
    keep_data = fields.Boolean(readonly=True)

    # how it ended
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True, default="pending", index=True)
    reason = fields.Char("Reason (English)", readonly=True)
    reason_said = fields.Json(readonly=True)
    reason_text = fields.Char("Reason", compute="_compute_reason_text")
    finished_at = fields.Datetime("Ended", readonly=True)

    _generation_positive = Constraint("CHECK(generation > 0)", "A generation is a positive number.")

    def init(self):
        """One row for each generation of a service."""
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS woow_paas_platform_intent_generation"
            " ON woow_paas_platform_service_intent (service_id, generation)"
        )

    @api.depends("kind", "generation")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for intent in self:
            intent.display_name = f"{kinds[intent.kind]} #{intent.generation}" if intent.kind else ""

    @api.depends("reason", "reason_said")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for intent in self:
            intent.reason_text = told(self.env._, intent.reason_said, intent.reason)

    def _one_before(self):
        """The intent of the generation before; none for the first."""
        return self.search([("service_id", "=", self.service_id.id), ("generation", "<", self.generation)],
                           order="generation desc", limit=1)

    def _secrets(self):
        """The secrets that wait for the operator, by dotted key."""
        sealed = self.secrets_sealed
        return json.loads(self.env["woow_paas_platform.secret"]._unseal(sealed)) if sealed else {}

    def _seal(self, secrets):
        """Keep ``secrets``, encrypted, until the operator has them."""
        cipher = self.env["woow_paas_platform.secret"]
        self.hidden_keys = sorted(secrets)
        self.secrets_sealed = cipher._seal(json.dumps(secrets)) if secrets else False

    def _finish(self, outcome, reason="", said=False):
        """End the intents among these that are under way."""
        under_way = self.filtered(lambda intent: intent.outcome == "pending")
        if under_way:
            under_way.write({"outcome": outcome, "reason": reason or False, "reason_said": said,
                             "finished_at": fields.Datetime.now()})

    def _to_api(self, detail=False):
        """One dict an intent: the revisions of ``api.md``."""
        self.check_access("read")
        # sudo: res.users - members may know who asked for what
        return [intent._one_to_api() for intent in self.sudo()]

    def _one_to_api(self):
        service = self.service_id
        masked = {key: {"value": None, "has_value": True} for key in service.secret_keys or []}
        differs = (self.values or {}, self.chart_version) != (service.values or {}, service.chart_version)
        return {
            "generation": self.generation,
            "kind": self.kind,
            "chart_version": self.chart_version or "",
            "values": {**(self.values or {}), **masked},
            "subdomain": (self.host_name_id.name or "").partition(".")[0],
            "outcome": self.outcome,
            "reason": self.reason_text,
            "user_name": self.user_id.name or "",
            "created_date": iso(self.create_date),
            "finished_date": iso(self.finished_at),
            "current": self.generation == service._current_generation(),
            "can_roll_back": self.outcome == "good" and differs and "rollback" in service._allowed_actions(),
        }
