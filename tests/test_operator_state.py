"""What is kept of the operator: whether it answers, since when, and what it says of itself."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import M, PaasCase

FACTS = {"version": "1.0.0", "cluster_kind": "embedded", "kubernetes_version": "v1.33.1", "helm_version": "v3.18.0",
         "enforces_network_policy": True, "stand_in_images": True}


@tagged("post_install", "-at_install")
class TestOperatorState(PaasCase):
    def setUp(self):
        super().setUp()
        self.state = self.env[M + "operator_state"]._current()

    def seen(self, seconds_ago):
        self.state.last_seen = fields.Datetime.now() - timedelta(seconds=seconds_ago)
        return self.state.last_seen

    def test_when_it_was_seen_is_kept_to_half_a_minute(self):
        self.state._note(True)
        recently = self.seen(10)
        self.assertFalse(self.state._note(True))
        self.assertEqual(self.state.last_seen, recently)
        long_ago = self.seen(31)
        self.state._note(True)
        self.assertGreater(self.state.last_seen, long_ago)

    def test_while_it_is_away_the_last_time_stays_and_the_same_news_cost_nothing(self):
        long_ago = self.seen(600)
        self.assertFalse(self.state._note(False, error="Away."))
        self.assertEqual((self.state.reachable, self.state.error, self.state.last_seen), (False, "Away.", long_ago))
        self.env.flush_all()
        with self.assertQueryCount(1):  # the row is looked for, and not written
            self.state._note(False, error="Away.")
            self.env.flush_all()
        self.assertTrue(self.state._note(True), "it came back")
        self.assertGreater(self.state.last_seen, long_ago)
        self.assertFalse(self.state.error)

    def test_what_the_backend_shows_of_it(self):
        self.state.write({"reachable": True, "facts": FACTS})
        self.assertEqual({name: self.state[name] for name in FACTS}, FACTS)
        self.assertEqual(self.state.summary, "The operator answers")
        self.state.write({"reachable": False, "facts": False})
        self.assertEqual({name: self.state[name] for name in FACTS}, {
            **dict.fromkeys(FACTS, ""), "enforces_network_policy": False, "stand_in_images": False})
        self.assertEqual(self.state.summary, "The operator does not answer")

    def test_platform_admins_have_it_told_everything_anew(self):
        self.state.listed_at = fields.Datetime.now()
        with self.assertRaises(AccessError):
            self.state.with_user(self.people["owner"]).action_catch_up()
        wakings = [("cron_id", "=", self.env.ref(M + "ir_cron_reconcile").id)]
        self.env["ir.cron.trigger"].search(wakings).unlink()
        self.state.with_user(self.people["platform_admin"]).action_catch_up()
        self.assertFalse(self.state.listed_at)
        self.assertTrue(self.env["ir.cron.trigger"].search(wakings))
