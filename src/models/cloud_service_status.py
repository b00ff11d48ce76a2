"""What the operator reports of a release, and what it means for the service."""

import logging
from datetime import UTC, datetime

from odoo import api, fields, models

from .. import operator_words
from . import cloud_service_states as states
from .activity import PLATFORM

_logger = logging.getLogger(__name__)

MAX_REASON = 500
OUTCOMES = {
    "ready": "service.running", "stopped": "service.halted", "failed": "service.failed", "deleted": "service.gone",
}


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.depends("state_reason", "state_reason_said")
    @api.depends_context("lang")
    def _compute_state_reason_text(self):
        for service in self:
            service.state_reason_text = operator_words.told(
                self.env._, service.state_reason_said, service.state_reason)

    @api.depends("last_error", "last_error_said")
    @api.depends_context("lang")
    def _compute_last_error_text(self):
        for service in self:
            service.last_error_text = operator_words.told(self.env._, service.last_error_said, service.last_error)

    @api.model
    def _apply_status(self, status):
        """Take in one ``ReleaseStatus`` of the operator; whether it changed anything.

        Told twice, too late, of an older generation, of another database or of an unknown release it changes
        nothing. Nothing is raised for what it says.
        """
        # sudo: cloud_service - the operator speaks for the cluster; whoever calls checked that it is the operator
        service_sudo = self.sudo().with_context(active_test=False).search([
            ("namespace", "=", status.get("namespace")), ("release_name", "=", status.get("name"))])
        if not service_sudo or status.get("database_uuid") != self._database_uuid():
            return False
        try:
            return service_sudo._take_in(status)
        except (KeyError, TypeError, ValueError) as error:
            _logger.info("%s: a status that makes no sense was left out: %r", service_sudo.release_name, error)
            return False

    @api.model
    def _database_uuid(self):
        # sudo: ir.config_parameter - names this database to the operator
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _take_in(self, status):
        generation, observed = int(status["generation"]), int(status["observed_generation"])
        reported_at = _moment(status.get("updated_at"))
        if generation > self.generation == self.accepted_generation:
            return self._note_ahead(generation, status)
        if generation != self.generation or self._is_late(observed, reported_at, status):
            return False
        intent = self._intent(generation)
        good = self._good_generation(status, generation, observed)
        was = self.state
        self.write({
            **self._progress_of(status),
            "state": states.state_for(status["phase"], intent.kind, good),
            "observed_generation": observed,
            "good_generation": good,
            "accepted_generation": max(self.accepted_generation, generation),
            "status_at": reported_at, "raw_status": status, "missing_since": False,
        })
        if observed == generation:
            is_news = intent.outcome == "pending" or self.state != was
            self._arrive(intent, status)
            action = "service.went_back" if _went_back(status) else OUTCOMES.get(status["phase"])
            if is_news and action:
                self._record_outcome(action)
        if self.state != was or self.state not in states.RESTING or observed == generation:
            self._announce()
        return True

    def _note_ahead(self, generation, status):
        """The cluster carries a later wish than this database knows, as after a restored backup.

        What runs there is told, and that it is not from here; the next wish is numbered above it.
        """
        known = self.raw_status or {}
        if self.state == "deleted" or known == status or known.get("generation", 0) > generation:
            return False
        is_gone = status["phase"] in ("deleting", "deleted")
        good = max(int(status.get("good_generation") or 0), self.good_generation)
        ahead = operator_words.say("ahead", theirs=generation, ours=self.generation)
        self.write({
            **self._progress_of(status), "raw_status": status, "missing_since": False,
            "state": "error" if is_gone else states.state_for(status["phase"], status["action"], good),
            **_reason_of({"code": "cluster_ahead", **ahead}),
        })
        self._announce()
        return True

    def _is_late(self, observed, reported_at, status):
        """Whether a report of this very generation is one that we know, or older than what we know."""
        known = self.raw_status or {}
        if self.state == "deleted" or known.get("generation") != self.generation:
            return self.state == "deleted"
        return reported_at < self.status_at or observed < self.observed_generation or status == self.raw_status

    def _good_generation(self, status, generation, observed):
        is_good = observed == generation and status["phase"] in ("ready", "stopped") and not _went_back(status)
        return max(int(status.get("good_generation") or 0), self.good_generation, generation if is_good else 0)

    @api.model
    def _progress_of(self, status):
        replicas = status.get("replicas") or {}
        return {
            "stage": str(status.get("stage") or "queued"),
            "progress": min(max(int(status.get("progress") or 0), 0), 100),
            "stage_times": status.get("stage_times") or {},
            **_reason_of(self._by_name(status.get("reason") or {})),
            "revision": int(status.get("revision") or 0),
            "desired_replicas": int(replicas.get("desired") or 0),
            "ready_replicas": int(replicas.get("ready") or 0),
            "endpoints": [
                {"name": str(end["name"]), "port": int(end["port"]), "host": str(end["host"])}
                for end in status.get("endpoints") or []
            ],
        }

    def _arrive(self, intent, status):
        """The newest intent came to an end: say how, and keep or give up what depends on it."""
        phase = status["phase"]
        intent.secrets_sealed = False
        if _went_back(status):
            intent._finish("went_back", self.state_reason, self.state_reason_said)
            self._restore(self._intent(self.good_generation), phase)
        elif phase == "failed":
            intent._finish("failed", self.state_reason, self.state_reason_said)
        elif phase in ("ready", "stopped", "deleted"):
            intent._finish("good")
        self._earlier_intents(intent)._finish("superseded")
        if phase == "deleted":
            self._bury(status.get("kept_volumes") or ())
        elif phase in ("ready", "stopped"):
            self.deployed_at = fields.Datetime.now() if phase == "ready" else self.deployed_at
            (self.host_name_ids - self.host_name_id - self.custom_host_id)._release()
            self._tell_takers()

    def _earlier_intents(self, intent):
        return self.env["woow_paas_platform.service_intent"].search([
            ("service_id", "=", self.id), ("generation", "<", intent.generation),
            ("outcome", "=", "pending"),
        ])

    def _restore(self, intent, phase):
        """Wish what the operator went back to."""
        host = intent.host_name_id
        (self.custom_host_id - intent.custom_host_id)._release()
        self.write({
            "values": intent.values or {}, **self.template_id._size(intent.values or {}, self.specs),
            "chart_version": intent.chart_version or self.chart_version,
            "secret_keys": self.secret_keys if intent.secret_keys is None else intent.secret_keys,
            "desired": "stopped" if phase == "stopped" else "running",
            **({"host_name_id": host.id, "subdomain": host.name.split(".")[0]} if host else {}),
        })

    def _bury(self, kept_volumes=()):
        """The release is gone: the record stays, archived, and its names are free after their rest."""
        self.host_name_ids._release()
        self.write({
            "state": "deleted", "active": False, "host_name_id": False, "claimed_until": False, "retry_at": False,
            "kept_volumes": [str(name) for name in kept_volumes], "keeps_data": bool(kept_volumes),
            "desired_replicas": 0, "ready_replicas": 0, "endpoints": [],
        })

    def _fail(self, code, message, said=False):
        """The newest intent ended badly without a status that says so; see ``operator_words`` for the sentences."""
        self.write({
            "state": "error", **_reason_of(self._by_name({"code": code, "message": message, "said": said})),
            "observed_generation": self.generation, "claimed_until": False, "retry_at": False,
        })
        intent = self._intent(self.generation)
        intent.secrets_sealed = False
        intent._finish("failed", self.state_reason, self.state_reason_said)
        self._earlier_intents(intent)._finish("superseded")
        self._record_outcome("service.failed")
        self._announce()

    def _record_outcome(self, action):
        """Tell the activity log how it ended in the cluster."""
        reason = {"reason": self.state_reason, "reason_said": self.state_reason_said} if self.state_reason else {}
        self.env["woow_paas_platform.activity"]._record(
            action, self, after={"generation": self.observed_generation, **reason}, actor_name=PLATFORM)

    def _vanished(self):
        """The operator knows nothing of a release that it had taken over."""
        if self.desired == "absent":
            self._intent(self.generation)._finish("good")
            self._bury()
            self._record_outcome("service.gone")
            self._announce()
        else:
            self._fail("lost", **operator_words.say("lost"))


def _reason_of(reason):
    """What is kept of a reason of the operator's: its code, its English text, and the same as data."""
    return {
        "state_reason": str(reason.get("message") or "")[:MAX_REASON] or False,
        "state_reason_said": reason.get("said") or False,
        "state_reason_code": str(reason.get("code") or "") or False,
    }


def _went_back(status):
    return (status.get("reason") or {}).get("code") == "went_back"


def _moment(text):
    """An ISO moment as naive UTC; now if there is none. ValueError if it is no moment."""
    if not text:
        return fields.Datetime.now()
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0) if moment.tzinfo else moment
