"""A launched application: the wish, and what is known of its effect in the cluster."""

import json
import re
import secrets
import unicodedata

from odoo import _, api, fields, models

from ..api.errors import Conflict
from ..compat import Constraint
from . import cloud_service_states as states
from .name_check import check_name

ADMIN_GROUP = "woow_paas_platform.group_platform_admin"
LONGEST_RELEASE = 52  # a StatefulSet's name and 11 characters more become a label of its pods, which has at most 63
RANDOM_END = 3  # bytes
DETAIL = "detail"  # fields that are read together, and not for lists
RECORDED_AS = {
    "install": "service.launched", "upgrade": "service.changed", "version": "service.upgraded",
    "domain": "service.domain_changed",
    "start": "service.started", "stop": "service.stopped", "restart": "service.restarted",
    "retry": "service.retried", "rollback": "service.rolled_back", "delete": "service.deleted",
    "relaunch": "service.relaunched", "discard": "service.discarded", "reference": "service.followed",
}


class CloudService(models.Model):
    _name = "woow_paas_platform.cloud_service"
    _description = "Service"
    _inherit = ["woow_paas_platform.member_thread"]
    _order = "name, id"

    # identity
    name = fields.Char(required=True, tracking=True)
    workspace_id = fields.Many2one(
        "woow_paas_platform.workspace", required=True, readonly=True, ondelete="restrict", index=True)
    template_id = fields.Many2one(
        "woow_paas_platform.cloud_app_template", required=True, readonly=True, ondelete="restrict", index=True)
    reference = fields.Char(required=True, readonly=True, help="Unique in its workspace; part of the release's name.")
    namespace = fields.Char(required=True, readonly=True)
    release_name = fields.Char(required=True, readonly=True)
    active = fields.Boolean(default=True, readonly=True)

    # the wish
    desired = fields.Selection(
        [("running", "Running"), ("stopped", "Stopped"), ("absent", "Absent")],
        required=True, readonly=True, default="running")
    generation = fields.Integer(required=True, readonly=True, default=1)
    values = fields.Json(readonly=True, prefetch=DETAIL, default=lambda self: {},
                         help="By dotted key; secrets are not among them.")
    secret_keys = fields.Json(readonly=True, prefetch=DETAIL, default=lambda self: [])
    is_stale = fields.Boolean(readonly=True, help="A value that it takes from another service has changed.")
    restart_token = fields.Char(readonly=True, groups=ADMIN_GROUP)
    host_name_id = fields.Many2one("woow_paas_platform.host_name", readonly=True, ondelete="restrict",
                                   groups=ADMIN_GROUP)
    host_name_ids = fields.One2many("woow_paas_platform.host_name", "service_id", "Host names held", groups=ADMIN_GROUP)
    subdomain = fields.Char(readonly=True)
    url = fields.Char("Address", compute="_compute_url", compute_sudo=True)
    intent_ids = fields.One2many("woow_paas_platform.service_intent", "service_id", "Intents", readonly=True)

    # the template as it was at the launch
    chart_repository = fields.Char(readonly=True, groups=ADMIN_GROUP)
    chart_name = fields.Char(readonly=True)
    chart_version = fields.Char(readonly=True)
    chart_digest = fields.Char(readonly=True, groups=ADMIN_GROUP)
    allow = fields.Json(readonly=True, default=lambda self: [], groups=ADMIN_GROUP)
    host_key = fields.Char(readonly=True, groups=ADMIN_GROUP)
    specs = fields.Json(readonly=True, prefetch=DETAIL, default=lambda self: {})
    default_values = fields.Json(readonly=True, prefetch=DETAIL, default=lambda self: {}, groups=ADMIN_GROUP)
    rollout_timeout = fields.Integer(readonly=True, default=300, groups=ADMIN_GROUP)
    vcpu = fields.Float("vCPU", readonly=True)
    ram_gb = fields.Float("Memory (GB)", readonly=True, digits=(8, 4))
    storage_gb = fields.Float("Storage (GB)", readonly=True)

    # the effect
    state = fields.Selection(states.STATES, required=True, readonly=True, default="pending", index=True, tracking=True)
    state_reason = fields.Char("Reason (English)", readonly=True)
    state_reason_said = fields.Json(readonly=True, help="The same as data, which is told in any language.")
    state_reason_code = fields.Char(readonly=True)
    state_reason_text = fields.Char("Reason", compute="_compute_state_reason_text")
    observed_generation = fields.Integer(readonly=True)
    good_generation = fields.Integer(readonly=True)
    stage = fields.Char(readonly=True, default="queued")
    progress = fields.Integer(readonly=True)
    stage_times = fields.Json(readonly=True, default=lambda self: {})
    revision = fields.Integer(readonly=True)
    desired_replicas = fields.Integer(readonly=True)
    ready_replicas = fields.Integer(readonly=True)
    endpoints = fields.Json(readonly=True, prefetch=DETAIL, default=lambda self: [])
    deployed_at = fields.Datetime(readonly=True)

    # the reconciler's own
    accepted_generation = fields.Integer(readonly=True, groups=ADMIN_GROUP, help="What the operator has taken over.")
    accepted_at = fields.Datetime(readonly=True, groups=ADMIN_GROUP)
    claimed_until = fields.Datetime(readonly=True, groups=ADMIN_GROUP)
    retry_at = fields.Datetime(readonly=True, groups=ADMIN_GROUP)
    attempts = fields.Integer(readonly=True, groups=ADMIN_GROUP)
    last_error = fields.Char("Last problem (English)", readonly=True, groups=ADMIN_GROUP)
    last_error_said = fields.Json(readonly=True, groups=ADMIN_GROUP)
    last_error_text = fields.Char("Last problem", compute="_compute_last_error_text", groups=ADMIN_GROUP)
    missing_since = fields.Datetime(readonly=True, groups=ADMIN_GROUP, help="The operator knows nothing of it.")
    status_at = fields.Datetime("Last report", readonly=True, groups=ADMIN_GROUP)
    raw_status = fields.Json(readonly=True, prefetch=DETAIL, groups=ADMIN_GROUP)
    raw_status_text = fields.Text("What the operator says", compute="_compute_raw_status_text", groups=ADMIN_GROUP)
    action_names = fields.Json(compute="_compute_action_names", help="What the state allows.")

    _reference_unique = Constraint("UNIQUE(workspace_id, reference)", "Another service has this reference.")
    _release_unique = Constraint("UNIQUE(namespace, release_name)", "Another service has this release.")
    _generation_positive = Constraint(
        "CHECK(generation > 0 AND accepted_generation <= generation)", "A generation never goes back.")

    def init(self):
        """The reconciler looks for the few services that are ahead of the operator."""
        self.env.cr.execute(
            "CREATE INDEX IF NOT EXISTS woow_paas_platform_cloud_service_ahead"
            " ON woow_paas_platform_cloud_service (retry_at, id) WHERE generation > coalesce(accepted_generation, 0)"
        )

    @api.depends("host_name_id.name")
    def _compute_url(self):
        for service in self:
            service.url = self._address(service.host_name_id.name)

    @api.model
    def _address(self, host):
        """Where an application with the name ``host`` is found; "" without one."""
        # sudo: ir.config_parameter - scheme and port are part of every service's address
        parameters_sudo = self.env["ir.config_parameter"].sudo()
        scheme = parameters_sudo.get_param("woow_paas_platform.apps_scheme") or "http"
        port = parameters_sudo.get_param("woow_paas_platform.apps_port")
        return f"{scheme}://{host}{f':{port}' if port else ''}" if host else ""

    @api.depends("state", "good_generation", "desired", "keeps_data")
    def _compute_action_names(self):
        for service in self:
            service.action_names = service._allowed_actions() if service.state else []

    @api.depends("raw_status")
    def _compute_raw_status_text(self):
        for service in self:
            service.raw_status_text = json.dumps(service.raw_status or {}, indent=2, ensure_ascii=False)

    @api.constrains("name")
    def _check_name(self):
        for service in self:
            check_name(service)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_live(self):
        if any(service.state != "deleted" for service in self):
            raise Conflict(_("Delete the service in the cluster first; then its record can be deleted."))

    @api.model
    def _new_reference(self, name, namespace):
        """An RFC 1123 label with a random end, short enough for the release's name that begins with ``namespace``."""
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
        room = min(20, LONGEST_RELEASE - len(f"{namespace}--") - 2 * RANDOM_END)
        readable = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:room].strip("-")
        return f"{readable or 'app'}-{secrets.token_hex(RANDOM_END)}"

    # what a person may ask for

    def _allowed_actions(self):
        return states.allowed_actions(self.state, self.good_generation, self.desired, self.keeps_data)

    def _next_state(self, action):
        return states.next_state(self.state, action, self.good_generation, self.desired, self.keeps_data)

    def _check_move(self, action):
        """Raise ``Conflict`` when the state does not allow ``action``."""
        if self._next_state(action) is None:
            raise Conflict(self._move_sentence())

    def _current_generation(self):
        """The generation whose values are in force: the newest, or the good one that the operator went back to."""
        return self.good_generation if self.state_reason_code == "went_back" else self.generation

    def _advance(self, action, kind, secret_values=None, keep_data=False, forced=False, **changes):
        """Write down the next generation and wake the reconciler; ``self`` is elevated.

        ``changes`` are written with it. Raises ``Conflict`` when the state does not allow ``action``, unless it is
        ``forced`` by what becomes of the whole workspace.
        """
        self.ensure_one()
        if not forced:
            self._check_move(action)
        state = states.WORKING[kind] if forced else self._next_state(action)
        waiting, before = self._waiting_secrets(), self._wish()
        self.write({
            **changes, "generation": self.generation + 1, "state": state, "stage": "queued", "progress": 0,
            "stage_times": {}, "state_reason": False, "state_reason_said": False, "state_reason_code": False,
            "retry_at": False, "attempts": 0, "last_error": False, "last_error_said": False,
            "missing_since": False, "is_stale": False,
        })
        self._note_intent(kind, {**waiting, **(secret_values or {})}, keep_data)
        self._record_wish(kind, before, secret_values, keep_data)
        self._announce()
        self._wake_reconciler()

    def _wish(self):
        """What the activity log keeps of what is wished."""
        return {**(self.values or {}), "subdomain": self.subdomain or "", "chart_version": self.chart_version or ""}

    def _record_wish(self, kind, before=None, secret_values=None, keep_data=False):
        """Tell the activity log what was asked for; of secrets only which ones were given."""
        extra = {"hidden_values": sorted(secret_values)} if secret_values else {}
        if kind == "delete":
            extra["keep_data"] = keep_data
        if kind not in RECORDED_AS:
            return
        self.env["woow_paas_platform.activity"]._record(
            RECORDED_AS[kind], self, before=before, after={**self._wish(), **extra})

    def _waiting_secrets(self):
        """Secrets of the newest intent which the operator has not taken over: the next one carries them on."""
        is_ahead = self.accepted_generation < self.generation
        return self._intent(self.generation)._secrets() if is_ahead else {}

    def _intent(self, generation):
        return self.env["woow_paas_platform.service_intent"].search(
            [("service_id", "=", self.id), ("generation", "=", generation)])

    def _note_intent(self, kind, secret_values=None, keep_data=False):
        intent = self.env["woow_paas_platform.service_intent"].create({
            "service_id": self.id, "generation": self.generation, "kind": kind, "desired": self.desired,
            "user_id": self.env.uid, "chart_version": self.chart_version, "values": self.values,
            "host_name_id": self.host_name_id.id, "custom_host_id": self.custom_host_id.id, "keep_data": keep_data,
            "secret_keys": self.secret_keys,
        })
        intent._seal(secret_values or {})
        return intent

    def _move_sentence(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return _("“%(name)s” is in the state “%(state)s”, which does not allow this now.",
                 name=self.name, state=labels[self.state])

    def _announce(self):
        """Tell the open pages of the workspace's members."""
        for service in self:
            service.workspace_id._notify_members("service", service.id, service.generation)
