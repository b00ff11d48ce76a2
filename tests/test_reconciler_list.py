"""The reconciler's catching up with all releases, its client, and two workers at once."""

import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..src.clients.operator import OperatorAway, OperatorClient, OperatorFault, OperatorRefused
from .at_once import PATIENCE
from .common import M
from .operator_stub import KEY
from .reconciler_case import NOT_JSON, ReconcilerCase


@tagged("post_install", "-at_install")
class TestCatchingUp(ReconcilerCase):
    def test_losing_every_event_costs_a_minute(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile()
        self.assertEqual(service.state, "deploying", "the list is asked for once a minute")
        self.reconcile(60)
        self.assertEqual(service.state, "running")

    def test_what_did_not_change_is_not_written(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.env.cr.execute("SELECT xmin FROM woow_paas_platform_cloud_service WHERE id = %s", [service.id])
        before = self.env.cr.fetchone()
        self.services._catch_up(self.env[M + "operator_state"]._client())
        self.assertFalse(self.services._is_news(self.stub.releases[service.release_name]))
        self.env.cr.execute("SELECT xmin FROM woow_paas_platform_cloud_service WHERE id = %s", [service.id])
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_foreign_and_senseless_entries_are_left_out(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.stub.releases["x"] = {"namespace": "paas-ws-1", "name": "x", "database_uuid": "another"}
        self.stub.releases["y"] = "nonsense"
        self.stub.releases["z"] = {}
        self.reconcile(60)
        self.assertEqual(service.state, "running")

    def test_a_restored_database_says_that_the_cluster_is_ahead_and_continues_above_it(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        ahead = {"generation": 5, "observed_generation": 5, "good_generation": 5}
        self.stub.releases[service.release_name].update(ahead, phase="stopped", action="stop", desired="stopped")
        self.reconcile(60)
        self.assertEqual((service.state, service.state_reason_code), ("stopped", "cluster_ahead"))
        self.assertIn("version 5", service.state_reason)
        self.assertIn("version 1", service.state_reason)
        self.assertEqual((service.generation, service.observed_generation), (1, 1))
        service._advance("start", "start", desired="running")
        self.env.cr.commit()
        self.reconcile()
        self.reconcile()
        self.assertEqual(self.stub.told("PUT")[-1]["body"]["generation"], 6)
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.assertEqual((service.state, service.state_reason, service.generation), ("running", False, 6))

    def test_what_was_deleted_after_the_backup_can_be_installed_again(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.stub.releases[service.release_name].update(
            generation=2, observed_generation=2, phase="deleted", action="delete", desired="absent")
        self.reconcile(60)
        self.assertEqual((service.state, service.state_reason_code), ("error", "cluster_ahead"))
        self.assertIn("retry", service._allowed_actions())

    def test_a_later_wish_that_is_on_its_way_is_no_news(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        service._advance("stop", "stop", desired="stopped")
        late = {**self.stub.releases[service.release_name], "generation": 3, "updated_at": "2026-01-02T00:00:00Z"}
        self.assertFalse(self.services._apply_status(late))
        self.assertEqual((service.state, service.state_reason_code), ("stopping", False))

    def test_what_the_cluster_lost_is_noticed_after_a_while(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.stub.releases.clear()
        self.reconcile(60)
        self.assertEqual(service.state, "running", "once may be chance")
        self.reconcile(180)
        self.assertEqual((service.state, service.state_reason_code), ("error", "lost"))
        self.assertIn("retry", service._allowed_actions())

    def test_a_deletion_whose_end_was_missed(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        self.reconcile(60)
        service.remove()
        self.env.cr.commit()
        self.reconcile()
        self.stub.releases.clear()
        self.reconcile(60)
        self.reconcile(180)
        self.assertEqual((service.state, service.active), ("deleted", False))

    def test_no_end_within_twelve_minutes(self):
        service = self.launched()
        self.reconcile()
        self.reconcile(13 * 60)
        self.assertEqual((service.state, service.state_reason_code), ("error", "timeout"))
        self.stub.finish(service.release_name)
        self.reconcile(60)
        self.assertEqual(service.state, "running", "the truth comes late, but it counts")

    def test_garbage_in_place_of_the_list(self):
        state = self.env[M + "operator_state"]._current()
        refusal = (404, {"code": "x", "detail": "No."})
        for answer in ((200, NOT_JSON), (200, {"items": "none"}), (500, NOT_JSON), refusal):
            with self.subTest(answer=answer):
                self.stub.answers = [answer]
                self.reconcile(60)
                self.assertFalse(state.reachable)
                self.assertTrue(state.error)
        self.reconcile(60)
        self.assertTrue(state.reachable)

    def test_resync_asks_at_once(self):
        service = self.launched()
        self.reconcile()
        self.stub.finish(service.release_name)
        service.with_user(self.people["platform_admin"]).action_resync()
        self.env.cr.commit()
        self.reconcile()
        self.assertEqual(service.state, "running")

    def test_members_pages_are_told(self):
        service = self.launched()
        self.env["bus.bus"].search([]).unlink()
        self.report(service, "ready")
        self.env.flush_all()
        self.env.cr.precommit.run()
        payloads = self.env["bus.bus"].search([("message", "like", "woow_paas_platform/changed")])
        self.assertEqual(len(payloads), 4, "one for each member")
        self.assertTrue(all(str(self.workspace.id) in row.message for row in payloads))


@tagged("post_install", "-at_install")
class TestClient(ReconcilerCase):
    def test_errors_are_told_apart(self):
        client = OperatorClient(self.stub.url, KEY, self.env._)
        for answer, error in (
            ((503, {"code": "cluster_unavailable", "detail": "Gone."}), OperatorAway), ((403, {}), OperatorAway),
            ((502, NOT_JSON), OperatorAway), ((500, {}), OperatorFault), ((200, b"[]"), OperatorFault),
            ((302, {}), OperatorFault), ((404, NOT_JSON), OperatorFault), ((400, {}), OperatorFault),
            ((422, {"code": "invalid", "detail": "Bad."}), OperatorRefused),
        ):
            with self.subTest(answer=answer), self.assertRaises(error):
                self.stub.answers = [answer]
                client.releases("x")

    def test_the_key_is_in_no_message_and_no_log(self):
        with self.assertLogs("odoo", "DEBUG") as logs:
            for url in (self.stub.url, "http://127.0.0.1:9", "http://127.0.0.1:notaport"):
                client = OperatorClient(url, "k3y-that-nobody-sees", self.env._)
                with self.assertRaises(OperatorAway) as refusal:
                    client.info()
                self.assertNotIn("k3y-that-nobody-sees", str(refusal.exception))
        self.assertNotIn("k3y-that-nobody-sees", "".join(logs.output))

    def test_each_call_has_an_id_of_its_own_that_the_log_tells(self):
        client = OperatorClient(self.stub.url, KEY, self.env._)
        with self.assertLogs("odoo.addons.woow_paas_platform.src.clients.operator", "DEBUG") as logs:
            client.info()
            client.releases("x")
        ids = [call["request_id"] for call in self.stub.calls[-2:]]
        self.assertEqual(len(set(ids)), 2)
        for given, line in zip(ids, logs.output, strict=True):
            self.assertRegex(given, r"^[0-9a-f]{32}$")
            self.assertIn(given, line)

    def test_a_secret_is_revealed_and_recorded(self):
        service = self.running()
        self.env.cr.commit()
        member = service.with_user(self.people["member"])
        self.assertEqual(member.reveal_secret("auth.password"), "s3cret")
        shown = [("action", "=", "secret.revealed"), ("subject_id", "=", service.id)]
        row = self.env[M + "activity"].search(shown)
        self.assertEqual((row.after, row.actor_id), ({"key": "auth.password"}, self.people["member"]))
        self.stub.answers = [(503, {"detail": "Away."})]
        try:  # assertRaises would undo what was committed
            member.reveal_secret("auth.password")
        except OperatorAway:
            self.env.cr.rollback()
        else:
            self.fail("the operator was away")
        self.assertEqual(self.env[M + "activity"].search_count(shown), 2, "recorded before the call")
        with self.assertRaises(Exception) as refusal:
            member.reveal_secret("auth.token")
        self.assertEqual(refusal.exception.code, "not_found")


@tagged("post_install", "-at_install", "database_breaking")
class TestClaimsAtOnce(BaseCase):
    def test_two_workers_never_hold_the_same_wish(self):
        registry = Registry(get_db_name())
        with registry.cursor() as first_cr, registry.cursor() as second_cr:
            first, second = (api.Environment(cr, SUPERUSER_ID, {}) for cr in (first_cr, second_cr))
            template = first[M + "cloud_app_template"].search([], limit=1)
            workspace = first[M + "workspace"].create({"name": "Claims"})
            service, _ignored = first[M + "cloud_service"].launch(workspace, template, "Claimed")
            first_cr.commit()
            try:
                claimed = first[M + "cloud_service"]._claim_next()
                self.assertEqual(claimed.id, service.id)
                found = []
                other = threading.Thread(target=lambda: found.append(second[M + "cloud_service"]._claim_next().ids))
                other.start()
                other.join(PATIENCE)
                self.assertEqual(found, [[]], "the locked row is skipped, not waited for")
            finally:
                second_cr.rollback()
                first_cr.rollback()
                service._bury()
                service.unlink()
                first[M + "host_name"].search([("workspace_id", "=", workspace.id)]).unlink()
                workspace.unlink()
                first_cr.commit()
