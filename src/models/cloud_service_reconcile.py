"""The reconciler: carries wishes to the operator, and catches up with what became of them.

Each wish takes two short transactions with the operator's call between them, outside of any. A process that dies
at any point leaves a claim that runs out; saying a generation twice is saying it once.
"""

import json
import logging
import random
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from psycopg2 import OperationalError, errorcodes

from .. import cron_threads, operator_words
from ..api.errors import ApiError, OperatorUnavailable
from ..clients.operator import OperatorAway, OperatorRefused
from . import cloud_service_states as states

_logger = logging.getLogger(__name__)

BATCH = 100
CLAIM = timedelta(seconds=30)  # more than one call of the operator can take
CATCH_UP_EVERY = timedelta(seconds=50)
MISSING_FOR = timedelta(minutes=2)
GIVE_UP_AFTER = timedelta(minutes=12)
LONGEST_WAIT = 300
RENUMBER = ("generation_conflict", "digest_conflict")
# Wishes that the operator has not taken over, which nobody is telling it and which need not wait.
DUE = """generation > coalesce(accepted_generation, 0)
    AND (claimed_until IS NULL OR claimed_until < %(now)s) AND (retry_at IS NULL OR retry_at <= %(now)s)"""
CONCURRENCY = (errorcodes.SERIALIZATION_FAILURE, errorcodes.DEADLOCK_DETECTED, errorcodes.LOCK_NOT_AVAILABLE)


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    def _wake_reconciler(self, at=None):
        """Have the reconciler run right after this transaction's commit, or at a moment."""
        # sudo: ir.cron - waking the job is part of every wish
        self.env.ref("woow_paas_platform.ir_cron_reconcile").sudo()._trigger(at=at)

    @api.model
    def _cron_reconcile(self):
        """Tell the operator every wish that it has not taken over, then catch up with all releases."""
        client = self.env["woow_paas_platform.operator_state"]._client()
        try:
            for _round in range(BATCH):
                service = self._claim_next()
                if not service:
                    break
                service._carry_out(client)
            else:
                self._wake_reconciler()
            self._catch_up(client)
        except OperatorAway as away:
            english, said = operator_words.kept(away)
            self._committed(self._note_operator, reachable=False, error=english, error_said=said)
        except Exception:
            _logger.exception("the reconciler did not get to its end")  # not raised: Odoo would switch the job off
            self.env.cr.rollback()

    # telling wishes

    @api.model
    def _claim_next(self):
        """Claim one service that is ahead of the operator, or none; two workers never hold the same one."""
        now = fields.Datetime.now()
        self.flush_model()
        self.env.cr.execute(SQL(
            """UPDATE woow_paas_platform_cloud_service SET claimed_until = %(until)s WHERE id = (
                SELECT id FROM woow_paas_platform_cloud_service WHERE %(due)s
                ORDER BY retry_at NULLS FIRST, id LIMIT 1 FOR UPDATE SKIP LOCKED
            ) RETURNING id""",
            until=now + CLAIM, due=SQL(DUE, now=now),
        ))
        service = self.browse(row[0] for row in self.env.cr.fetchall())
        service.invalidate_recordset(["claimed_until"])
        return service

    def _carry_out(self, client):
        """Tell the operator one claimed wish. What goes wrong with it is written down for it alone.

        Raises ``OperatorAway`` after that, since the next one would fail too.
        """
        generation = self.generation
        try:
            request = self._request()
            self.env.cr.commit()  # the claim is kept, and no transaction is open during the call
            status = self._tell(client, *request)
        except OperatorRefused as refusal:
            self._committed(self._refused, generation, refusal)
        except OperatorUnavailable as away:
            self._committed(self._postpone, generation, *operator_words.kept(away))
            if isinstance(away, OperatorAway):
                raise
        except ApiError as error:
            self._committed(self._postpone, generation, str(error))
        except Exception:
            _logger.exception("%s: generation %s could not be told", self.release_name, generation)
            unexpected = operator_words.say("unexpected")
            self._committed(self._postpone, generation, unexpected["message"], unexpected["said"])
        else:
            self._committed(self._accepted, generation, status)

    def _request(self):
        """What the operator is to be told: whether to delete, and the parameters."""
        intent = self._intent(self.generation)
        place = {"namespace": self.namespace, "name": self.release_name}
        if self.desired == "absent":
            return "delete", {**place, "generation": self.generation, "keep_data": intent.keep_data}
        return "apply", {**place, "intent": self._intent_for_operator(intent)}

    def _tell(self, client, verb, parameters):
        return client.delete_release(**parameters) if verb == "delete" else client.apply_release(**parameters)

    # writing down what came of it

    def _committed(self, work, *args, **kwargs):
        """Do ``work`` in a transaction of its own, again if another one was in its way."""
        self.env.cr.rollback()
        for attempt in range(5):
            try:
                result = work(*args, **kwargs)
                self.env.cr.commit()
            except OperationalError as error:
                if error.pgcode not in CONCURRENCY or attempt == 4:
                    raise
                self.env.cr.rollback()
            else:
                return result
        return None

    def _accepted(self, generation, status):
        self._note_operator(reachable=True)
        self._intent(generation).secrets_sealed = False
        self.accepted_generation = max(self.accepted_generation, generation)
        self.claimed_until = False
        if self.generation == generation:
            self.write({"accepted_at": fields.Datetime.now(), "attempts": 0, "retry_at": False, "last_error": False,
                        "last_error_said": False})
            self._apply_status(status)

    def _postpone(self, generation, sentence, said=False):
        """Try again later: twice as late each time, at a random moment near to that."""
        if self.generation != generation:
            self.claimed_until = False
            return
        wait = min(LONGEST_WAIT, 2 ** min(self.attempts + 1, 16)) * random.uniform(0.75, 1.25)  # noqa: S311
        again_at = fields.Datetime.now() + timedelta(seconds=wait)
        self.write({
            "attempts": self.attempts + 1, "retry_at": again_at, "last_error": sentence, "last_error_said": said,
            "claimed_until": False,
        })
        self._wake_reconciler(at=again_at)

    def _refused(self, generation, refusal):
        """The operator said no: number the wish anew where that helps, else the wish has failed."""
        self._note_operator(reachable=True)
        if self.generation != generation:
            self.claimed_until = False
        elif refusal.operator_code in RENUMBER and self.attempts < 5:
            self._renumber(refusal.problem.get("current"))
        elif refusal.operator_code == "not_found" and self.desired == "absent":
            self.accepted_generation = generation
            self._vanished()
        else:
            english, said = operator_words.kept(refusal)
            self.write({"accepted_generation": generation, "last_error": english, "last_error_said": said})
            self._fail(refusal.operator_code, english, said)

    def _renumber(self, current):
        """Go past the generation that the operator knows, as after a restored backup of this database."""
        newest = current if isinstance(current, int) and not isinstance(current, bool) else 0
        intent = self._intent(self.generation)
        self.write({
            "generation": max(self.generation, newest) + 1, "attempts": self.attempts + 1, "claimed_until": False,
        })
        intent.generation = self.generation

    # catching up

    @api.model
    def _catch_up(self, client):
        """Take in the statuses of all releases, at most once in ``CATCH_UP_EVERY``: the list is for truth."""
        state = self.env["woow_paas_platform.operator_state"]._current()
        now = fields.Datetime.now()
        if state.listed_at and state.listed_at > now - CATCH_UP_EVERY:
            return
        database_uuid = self._database_uuid()
        self.env.cr.commit()  # no transaction is open during the calls
        try:
            facts, statuses = client.info(), client.releases(database_uuid)
        except (OperatorRefused, OperatorUnavailable) as error:
            raise OperatorAway(str(error), getattr(error, "problem", None)) from error
        self._committed(self._note_operator, reachable=True, facts=facts, listed_at=now)
        for status in statuses:
            if isinstance(status, dict) and self._is_news(status):
                self._committed(self._apply_status, status)
        names = {(status.get("namespace"), status.get("name")) for status in statuses if isinstance(status, dict)}
        self._committed(self._note_missing, names)
        self._committed(self._give_up)

    @api.model
    def _is_news(self, status):
        """Whether a status differs from the one taken in last; one query, no write."""
        self.env.cr.execute(SQL(
            "SELECT 1 FROM woow_paas_platform_cloud_service WHERE namespace = %s AND release_name = %s"
            " AND raw_status IS DISTINCT FROM %s::jsonb AND state != 'deleted'",
            status.get("namespace"), status.get("name"), json.dumps(status),
        ))
        return bool(self.env.cr.fetchone())

    @api.model
    def _note_missing(self, names):
        """Services which the operator had taken over and does not list: lost, if that lasts."""
        now = fields.Datetime.now()
        known = self.search([("state", "!=", "deleted"), ("accepted_generation", ">", 0)])
        for service in known.filtered(lambda s: s.accepted_generation == s.generation):
            if (service.namespace, service.release_name) in names or service.state_reason_code == "lost":
                continue
            if not service.missing_since:
                service.missing_since = now
            elif service.missing_since < now - MISSING_FOR:
                service._vanished()

    @api.model
    def _give_up(self):
        """Wishes which the operator took over long ago without an end: say so, and offer a retry."""
        overdue = self.search([
            ("state", "not in", states.RESTING), ("accepted_at", "<", fields.Datetime.now() - GIVE_UP_AFTER)])
        for service in overdue.filtered(lambda s: s.accepted_generation == s.generation):
            service._fail("timeout", **operator_words.say("no_end"))

    @api.model
    def _note_operator(self, reachable, **news):
        """Keep whether the operator answers; when it is back, nothing waits any longer."""
        if self.env["woow_paas_platform.operator_state"]._note(reachable, **news):
            self.search([("retry_at", "!=", False)]).write({"retry_at": False})
            self._wake_reconciler()

    @api.model
    def _operator_is_here(self):
        """The operator called: what waits for it goes on at once, not at the job's next minute."""
        cron_threads.revive()
        state = self.env["woow_paas_platform.operator_state"]._current()
        if not state.reachable:
            state.listed_at = False
        elif not self._is_any_due():
            return
        self._wake_reconciler()

    @api.model
    def _is_any_due(self):
        due = SQL(DUE, now=fields.Datetime.now())
        self.env.cr.execute(SQL("SELECT 1 FROM woow_paas_platform_cloud_service WHERE %s LIMIT 1", due))
        return bool(self.env.cr.fetchone())

    def action_resync(self):
        """Platform admins: tell the newest wish and ask for the truth at once."""
        self.check_access("write")
        self.write({"retry_at": False, "claimed_until": False, "attempts": 0})
        # sudo: operator_state - asking for the whole list is what the button is for
        self.env["woow_paas_platform.operator_state"].sudo().search([]).action_catch_up()
        return True
