"""Whether the operator answers, and what it says of itself and its cluster."""

from datetime import timedelta

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..clients.operator import OperatorClient
from ..operator_words import told

FRESH = timedelta(seconds=30)


class OperatorState(models.Model):
    """One row, written by the reconciler."""

    _name = "woow_paas_platform.operator_state"
    _description = "Operator"
    _rec_name = "summary"

    reachable = fields.Boolean(readonly=True, default=True, help="Until a call fails, nobody is told otherwise.")
    last_seen = fields.Datetime(readonly=True)
    listed_at = fields.Datetime("Last caught up", readonly=True)
    error = fields.Char("Problem (English)", readonly=True)
    error_said = fields.Json(readonly=True)
    error_text = fields.Char("Problem", compute="_compute_error_text")
    facts = fields.Json(readonly=True)
    summary = fields.Char(compute="_compute_summary")
    version = fields.Char(compute="_compute_facts")
    cluster_kind = fields.Char("Cluster", compute="_compute_facts")
    kubernetes_version = fields.Char("Kubernetes", compute="_compute_facts")
    helm_version = fields.Char("Helm", compute="_compute_facts")
    enforces_network_policy = fields.Boolean("Enforces network policies", compute="_compute_facts")
    stand_in_images = fields.Boolean("Images that stand in", compute="_compute_facts")

    @api.depends("reachable")
    def _compute_summary(self):
        for state in self:
            state.summary = _("The operator answers") if state.reachable else _("The operator does not answer")

    @api.depends("error", "error_said")
    @api.depends_context("lang")
    def _compute_error_text(self):
        for state in self:
            state.error_text = told(self.env._, state.error_said, state.error)

    @api.depends("facts")
    def _compute_facts(self):
        for state in self:
            facts = state.facts or {}
            state.version = facts.get("version") or ""
            state.cluster_kind = facts.get("cluster_kind") or ""
            state.kubernetes_version = facts.get("kubernetes_version") or ""
            state.helm_version = facts.get("helm_version") or ""
            state.enforces_network_policy = bool(facts.get("enforces_network_policy"))
            state.stand_in_images = bool(facts.get("stand_in_images"))

    @api.model
    def _client(self):
        """A client with the address and key of the settings."""
        # sudo: ir.config_parameter - the operator's address, for our own calls
        url = self.env["ir.config_parameter"].sudo().get_param("woow_paas_platform.operator_url")
        return OperatorClient(url, self.env["woow_paas_platform.secret"]._get("operator_api_key"), self.env._)

    @api.model
    def _current(self):
        """The one row, with the right to read it."""
        # sudo: operator_state - our own code decides what of it is told to whom
        return self.sudo().search([], limit=1)

    @api.model
    def _reachable(self):
        """SQL that tells whether it answers, which is told to everybody; null before anything is known."""
        self.flush_model(["reachable"])
        return SQL("(SELECT reachable FROM %s ORDER BY id LIMIT 1)", SQL.identifier(self._table))

    @api.model
    def _note(self, reachable, error="", error_said=False, **facts_or_times):
        """Keep what was just learnt; unchanged and fresh news are not written. Returns whether it came back."""
        state_sudo = self._current()
        now = fields.Datetime.now()
        news = {"reachable": reachable, "error": error, "error_said": error_said, **facts_or_times}
        came_back = reachable and not state_sudo.reachable
        stale = reachable and (not state_sudo.last_seen or state_sudo.last_seen < now - FRESH)
        if stale or any((state_sudo[name] or "") != (value or "") for name, value in news.items()):
            state_sudo.write({**news, **({"last_seen": now} if reachable else {})})
        return came_back

    def action_catch_up(self):
        """Platform admins: ask the operator for everything at once, at the next run of the reconciler."""
        self.check_access("write")
        self.listed_at = False
        self.env["woow_paas_platform.cloud_service"]._wake_reconciler()
        return True
