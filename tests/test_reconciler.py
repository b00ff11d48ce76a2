"""The reconciler's telling: each wish told once, never lost, never stuck."""

import threading
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import OperationalError

from ..src.clients import operator as client_module
from ..src.clients.operator import OperatorAway, OperatorClient
from ..src.models import cloud_service_reconcile as reconcile_module
from .at_once import PATIENCE
from .common import M
from .operator_stub import KEY
from .reconciler_case import NOT_JSON, ReconcilerCase
from .still_clock import stop_odoo


@tagged("post_install", "-at_install")
class TestTelling(ReconcilerCase):
    def test_a_launch_is_told_in_full_and_taken_over(self):
        service = self.launched(
            subdomain="told", values={"site.title": "Hi", "auth.token": "t0ken", "unknown": 1})
        self.reconcile()
        call = self.stub.told("PUT")[0]
        self.assertEqual(call["path"], f"/api/releases/{service.namespace}/{service.release_name}")
        self.assertEqual(call["body"], {
            "generation": 1, "desired": "running", "action": "install",
            "chart": {"repository": "builtin", "name": "website", "version": "1.0.0"},
            "values": {"site": {"title": "Hi", "lang": "en"}, "size": "1Gi",
                       "ingress": {"enabled": True, "host": "told.apps.localhost"}},
            "secrets": {"auth.password": {"generate": {"length": 24}}, "auth.token": {"value": "t0ken"}},
            "hosts": ["told.apps.localhost"], "restart_token": "",
            "tenant": {
                "database_uuid": self.env["ir.config_parameter"].get_param("database.uuid"),
                "workspace_uuid": self.workspace.uuid,
                "quota": {"cpu": 4, "memory_gb": 8, "storage_gb": 20},
            },
            "policy": {"rollout_timeout": 300},
        })
        self.assertEqual((service.state, service.accepted_generation), ("deploying", 1))
        self.reconcile()
        self.assertEqual(len(self.stub.told("PUT")), 1, "what was taken over is not told again")

    def test_secrets_wait_encrypted_and_are_erased_once_taken_over(self):
        service = self.launched(values={"auth.token": "t0p-s3cret"})
        self.env.cr.execute("SELECT secrets_sealed, values::text FROM woow_paas_platform_service_intent"
                            " WHERE service_id = %s", [service.id])
        sealed, plain = self.env.cr.fetchone()
        self.assertTrue(sealed)
        self.assertNotIn("t0p-s3cret", sealed + plain)
        self.reconcile()
        self.assertFalse(service._intent(1).secrets_sealed)
        service.with_user(self.people["member"]).change(values={"site.title": "Other"})
        self.env.cr.commit()
        self.reconcile()
        secrets = self.stub.told("PUT")[1]["body"]["secrets"]
        self.assertEqual(secrets, {"auth.password": {"generate": {"length": 24}}, "auth.token": {"keep": True}})

    def test_secrets_that_were_not_taken_over_go_with_the_next_generation(self):
        service = self.launched(values={"auth.token": "first"})
        service.change(values={"site.title": "Other"})
        self.env.cr.commit()
        self.reconcile()
        calls = self.stub.told("PUT")
        self.assertEqual([call["body"]["generation"] for call in calls], [2], "only the newest wish is told")
        self.assertEqual(calls[0]["body"]["secrets"]["auth.token"], {"value": "first"})

    def test_restart_stop_and_delete(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.assertEqual(service.state, "running")
        service.restart()
        self.env.cr.commit()
        self.reconcile()
        self.assertTrue(self.stub.told("PUT")[-1]["body"]["restart_token"])
        self.stub.finish(service.release_name)
        self.reconcile(60)
        service.stop()
        self.env.cr.commit()
        self.reconcile()
        self.assertEqual(self.stub.told("PUT")[-1]["body"]["desired"], "stopped")
        self.stub.finish(service.release_name, "stopped")
        self.reconcile(60)
        self.assertEqual(service.state, "stopped")
        service.remove(keep_data=True)
        self.env.cr.commit()
        self.reconcile()
        self.assertEqual(self.stub.told("DELETE")[0]["query"], {"generation": ["4"], "keep_data": ["true"]})
        self.stub.finish(service.release_name, "deleted")
        self.reconcile(60)
        self.assertEqual((service.state, service.active), ("deleted", False))

    def test_deleting_what_the_operator_never_knew_is_done(self):
        service = self.launched(subdomain="never-known")
        service.remove()
        self.env.cr.commit()
        self.reconcile()
        self.assertEqual((service.state, service.active), ("deleted", False))
        self.assertFalse(self.stub.told("PUT"))

    def test_a_rolled_back_launch_leaves_nothing(self):
        self.launch(subdomain="rolled-back")
        self.env.cr.rollback()
        self.reconcile()
        self.assertFalse(self.stub.told("PUT"))
        self.assertFalse(self.services.search([("subdomain", "=", "rolled-back")]))
        self.assertTrue(self.env[M + "host_name"].availability("rolled-back")["available"])

    def test_no_transaction_is_open_while_the_operator_is_asked(self):
        """The claim is committed before the call: another transaction sees it, and no lock is held."""
        self.launched()
        seen = []

        def look(call):
            if call["method"] == "PUT":
                seen.append(self.env.cr.committed)

        cursor = self.env.cr
        cursor.committed = False
        commit, execute = cursor.commit, cursor.execute

        def noting_commit():
            commit()
            cursor.committed = True

        def noting_execute(*args, **kwargs):
            cursor.committed = False
            return execute(*args, **kwargs)

        cursor.commit, cursor.execute = noting_commit, noting_execute
        self.addCleanup(vars(cursor).pop, "commit")
        self.addCleanup(vars(cursor).pop, "execute")
        self.stub.before_answer = look
        self.reconcile()
        self.assertEqual(seen, [True])

    def test_a_wish_changed_during_the_call_is_told_next(self):
        service = self.launched()

        def change(call):
            if call["method"] == "PUT" and call["body"]["generation"] == 1:
                service.change(values={"site.title": "Meanwhile"})
                self.env.cr.commit()

        self.stub.before_answer = change
        self.reconcile()
        self.assertEqual([call["body"]["generation"] for call in self.stub.told("PUT")], [1, 2])
        self.assertEqual((service.accepted_generation, service.generation), (2, 2))

    def test_a_process_that_died_after_the_claim_is_followed_by_another(self):
        service = self.launched()
        self.assertEqual(self.services._claim_next(), service)
        self.env.cr.commit()
        self.reconcile()
        self.assertFalse(self.stub.told("PUT"), "the claim holds for a while")
        self.reconcile(31)
        self.assertEqual(service.accepted_generation, 1)

    def test_a_process_that_died_after_the_answer_says_the_same_again(self):
        service = self.launched(values={"auth.token": "same"})
        client = self.env[M + "operator_state"]._client()
        claimed = self.services._claim_next()
        claimed._tell(client, *claimed._request())
        self.env.cr.rollback()
        self.reconcile(31)
        first, second = self.stub.told("PUT")
        self.assertEqual(first["body"], second["body"])
        self.assertEqual(service.accepted_generation, 1)


@tagged("post_install", "-at_install")
class TestTrouble(ReconcilerCase):
    def test_nobody_is_told_away_before_a_call_has_failed(self):
        fresh = self.env[M + "operator_state"].create({})
        self.assertTrue(fresh.reachable)
        self.assertFalse(fresh.last_seen)

    def test_more_wishes_than_one_run_takes_go_on_in_the_next(self):
        first, second = self.launched(name="First"), self.launched(name="Second")
        wakings = [("cron_id", "=", self.env.ref(M + "ir_cron_reconcile").id)]
        self.env["ir.cron.trigger"].search(wakings).unlink()
        with patch.object(reconcile_module, "BATCH", 1):
            self.reconcile()
        self.assertEqual({first.accepted_generation or 0, second.accepted_generation or 0}, {0, 1})
        self.assertTrue(self.env["ir.cron.trigger"].search(wakings))

    def test_a_fault_of_the_job_is_logged_and_ends_nothing_for_good(self):
        service = self.launched()
        with (patch.object(type(service), "_claim_next", side_effect=ValueError("a fault")),
              self.assertLogs("odoo.addons.woow_paas_platform.src.models.cloud_service_reconcile", "ERROR")):
            self.reconcile()
        self.reconcile()
        self.assertEqual(service.accepted_generation, 1)

    @mute_logger("odoo.sql_db")
    def test_who_was_in_the_way_of_another_transaction_tries_again(self):
        tries = []

        def work(code, faults):
            tries.append(code)
            if len(tries) <= faults:
                self.env.cr.execute(f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}'; END $$")
            return "done"

        def end_of(code, faults):  # without a savepoint around it, since it commits and rolls back
            tries.clear()
            try:
                return self.services._committed(work, code, faults)
            except OperationalError as fault:
                self.env.cr.rollback()
                return fault.pgcode

        for code, faults, end, tried in (("40001", 1, "done", 2), ("40P01", 4, "done", 5), ("55P03", 5, "55P03", 5),
                                         ("57014", 1, "57014", 1)):
            with self.subTest(code=code, faults=faults):
                self.assertEqual((end_of(code, faults), len(tries)), (end, tried))

    def test_away_then_back(self):
        first, second = self.launched(name="First"), self.launched(name="Second")
        self.env["ir.config_parameter"].set_param(M + "operator_url", "http://127.0.0.1:9")
        self.reconcile()
        state = self.env[M + "operator_state"]._current()
        self.assertFalse(state.reachable)
        self.assertEqual(state.error, "The operator does not answer.")
        self.assertEqual((first.state, first.attempts, second.attempts), ("pending", 1, 0), "one try is enough")
        self.assertTrue(first.retry_at)
        self.assertFalse(first._to_api()[0]["operator_reachable"])
        first.with_user(self.people["member"]).change(values={"site.title": "Kept"})
        self.env["ir.config_parameter"].set_param(M + "operator_url", self.stub.url)
        self.env.cr.commit()
        self.reconcile()
        self.assertTrue(state.reachable)
        self.assertEqual((first.state, first.accepted_generation), ("deploying", 2))
        self.assertEqual(second.accepted_generation, 1)
        self.assertEqual(state.facts["cluster_kind"], "embedded")

    def test_whoever_waits_goes_on_when_the_operator_is_back(self):
        service = self.launched()
        self.env[M + "operator_state"]._note(reachable=False)
        service.write({"retry_at": fields.Datetime.now() + timedelta(minutes=5), "attempts": 8})
        self.env.cr.commit()
        self.reconcile()
        self.reconcile()
        self.assertEqual(service.accepted_generation, 1)

    def test_not_set_up_or_the_wrong_key(self):
        service = self.launched()
        for url, key, sentence in (
            (self.stub.url, "wrong", "The operator refuses our key."),
            (self.stub.url, "", "The operator's address and key are not set yet."),
            ("", KEY, "The operator's address and key are not set yet."),
        ):
            self.env["ir.config_parameter"].set_param(M + "operator_url", url)
            self.env[M + "secret"]._set("operator_api_key", key)
            self.env.cr.commit()
            self.reconcile(600)
            self.assertEqual(self.env[M + "operator_state"]._current().error, sentence)
            self.assertEqual((service.state, service.last_error), ("pending", sentence))

    def test_nonsense_is_that_rows_trouble_alone(self):
        first, second = self.launched(name="First"), self.launched(name="Second")
        for answer in ((200, NOT_JSON), (202, []), (500, {"detail": "x"}), (202, {"generation": "x"})):
            self.stub.answers = [answer]
            self.reconcile(600)
        self.assertEqual(second.accepted_generation, 1)
        self.assertIn(first.state, ("pending", "deploying"))
        self.assertFalse(first.state_reason)

    def test_waits_grow_and_end(self):
        """On a clock that stands still, since a busy machine may take longer than the first wait."""
        now = stop_odoo(self)
        self.reconcile()
        service = self.launched()
        waits = []
        for _try in range(12):
            self.stub.answers = [(500, NOT_JSON)]
            self.reconcile(600)
            waits.append((service.retry_at - now).total_seconds())
        self.assertTrue(1.5 <= waits[0] <= 2.5, waits)
        self.assertTrue(225 <= waits[-1] <= 375, waits)
        self.assertEqual(len(self.stub.told("PUT")), len(waits))
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref(M + "ir_cron_reconcile").id), ("call_at", ">", now)])
        self.assertTrue(triggers, "the job is asked to come back")

    def test_a_refusal_ends_the_wish_with_the_operators_sentence(self):
        service = self.launched(values={"auth.token": "x"})
        self.stub.answers = [(422, {"code": "chart_not_allowed", "detail": "This chart is not allowed."})]
        self.reconcile()
        self.assertEqual((service.state, service.state_reason), ("error", "This chart is not allowed."))
        self.assertEqual(service._intent(1).outcome, "failed")
        self.assertFalse(service._intent(1).secrets_sealed)
        self.reconcile(600)
        self.assertEqual(len(self.stub.told("PUT")), 1, "a failed generation is not tried again by itself")
        service.with_user(self.people["member"]).retry()
        self.env.cr.commit()
        self.reconcile()
        self.assertEqual(service.state, "deploying")

    def test_a_namespace_of_somebody_else_is_never_reused(self):
        service = self.launched()
        self.stub.answers = [(409, {"code": "foreign_namespace", "detail": "The namespace is another database's."})]
        self.reconcile()
        self.assertEqual((service.state, service.state_reason_code), ("error", "foreign_namespace"))

    def test_conflicting_generations_are_numbered_past(self):
        service = self.launched()
        self.stub.answers = [(409, {"code": "generation_conflict", "detail": "Older.", "current": 41}),
                             (409, {"code": "digest_conflict", "detail": "Differs."})]
        self.reconcile()
        told = [call["body"]["generation"] for call in self.stub.told("PUT")]
        self.assertEqual(told, [1, 42, 43])
        self.assertEqual((service.generation, service.accepted_generation), (43, 43))
        self.assertEqual(service.intent_ids.generation, 43)

    def test_endless_conflicts_end(self):
        service = self.launched()
        self.stub.answers = [(409, {"code": "digest_conflict", "detail": "Differs."})] * 20
        self.reconcile()
        self.assertEqual(service.state, "error")
        self.assertLess(len(self.stub.told("PUT")), 10)

    def test_an_unexpected_error_is_that_rows_alone(self):
        broken, fine = self.launched(name="Broken"), self.launched(name="Fine")
        self.env.cr.execute("UPDATE woow_paas_platform_cloud_service SET specs = '[1]' WHERE id = %s", [broken.id])
        self.env.cr.commit()
        with mute_logger("odoo.addons.woow_paas_platform.src.models.cloud_service_reconcile"):
            self.reconcile()
        self.assertEqual((broken.accepted_generation, fine.accepted_generation), (0, 1))
        self.assertIn("Something unexpected", broken.last_error)

    def test_without_the_key_file_secrets_wait(self):
        service = self.launched(values={"auth.token": "x"})
        client = self.env[M + "operator_state"]._client()
        self.key_file.rename(self.key_file.with_suffix(".away"))
        self.addCleanup(self.key_file.with_suffix(".away").rename, self.key_file)
        self.services._claim_next()._carry_out(client)
        self.assertIn("Secrets cannot be kept", service.last_error)
        self.assertEqual(service.state, "pending")

    def test_time_limits(self):
        """The stub answers when the caller has given up, and not before."""
        client = OperatorClient(self.stub.url, KEY, self.env._)
        given_up = threading.Event()
        self.addCleanup(given_up.set)
        self.stub.before_answer = lambda call: given_up.wait(PATIENCE)
        with patch.object(client_module, "READ_TIMEOUT", 0.2), self.assertRaises(OperatorAway):
            client.info()
