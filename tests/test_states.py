"""Services move as promised: every state, every act, every report."""

from itertools import product

from odoo.tests import tagged

from ..src.api.errors import Conflict
from . import promises
from .common import M, PaasCase

ACTS = {
    "change": lambda service: service.change(values={"site.title": "Other"}),
    "upgrade": lambda service: service.upgrade("1.1.0"),
    "domain": lambda service: service.change_domain("elsewhere-now"),
    "rollback": lambda service: service.rollback(1),
    "stop": lambda service: service.stop(),
    "start": lambda service: service.start(),
    "restart": lambda service: service.restart(),
    "retry": lambda service: service.retry(),
    "delete": lambda service: service.remove(),
    "relaunch": lambda service: service.relaunch(),
    "discard": lambda service: service.discard(),
}


@tagged("post_install", "-at_install")
class TestStates(PaasCase):
    def setUp(self):
        super().setUp()
        self.service = self.running(subdomain="state-table")
        self.template.version_ids.copy({"chart_version": "1.1.0"})
        self.service.change(values={"site.title": "Second"})
        self.report(self.service, "ready")

    def test_every_act_in_every_state(self):
        """An act leads where it is promised to, one generation on, or is refused and changes nothing."""
        for state, (action, act) in product(promises.STATES, ACTS.items()):
            with self.subTest(state=state, action=action), self.undone():
                self.service.write({"state": state, "keeps_data": state == "deleted"})
                before = self.service.generation
                target = promises.next_state(state, action, keeps_data=state == "deleted")
                if target is None:
                    with self.assertRaises(Conflict):
                        act(self.service.with_user(self.people["member"]))
                else:
                    act(self.service.with_user(self.people["member"]))
                is_new = target is not None and (state, action) != ("deleting", "delete")
                self.assertEqual(self.service.state, target or state)
                self.assertEqual(self.service.generation, before + is_new)

    def undone(self):
        self.env.flush_all()
        return _Undone(self.env)

    def test_every_report_for_every_kind_of_intent(self):
        intent = self.service._intent(self.service.generation)
        kinds = (kind for listed in promises.WHILE_AT_IT.values() for kind in listed.split())
        for kind, phase in product(kinds, ("queued", "working", *promises.ENDS)):
            with self.subTest(kind=kind, phase=phase), self.undone():
                intent.kind = kind
                self.service.write({"raw_status": False, "status_at": False})
                self.report(self.service, phase)
                self.assertEqual(self.service.state, promises.state_for(phase, kind))

    def test_before_anything_was_good_a_change_is_still_the_first_deployment(self):
        service = self.launch()
        self.report(service, "failed", reason={"code": "image_pull", "message": "The image cannot be pulled."})
        self.assertEqual((service.state, service.state_reason_code), ("error", "image_pull"))
        self.assertEqual(service._allowed_actions(), ["retry", "change", "upgrade", "domain", "delete"])
        service.change(values={"site.title": "Better"})
        self.assertEqual(service.state, "deploying")
        self.report(service, "working")
        self.assertEqual(service.state, "deploying")

    def test_after_a_failed_delete_only_deleting_goes_on(self):
        self.service.remove(keep_data=True)
        self.report(self.service, "failed", reason={"code": "helm_failed", "message": "Helm failed."})
        self.assertEqual(self.service._allowed_actions(), ["retry", "delete"])
        self.service.retry()
        self.assertEqual((self.service.state, self.service.desired), ("deleting", "absent"))
        self.assertTrue(self.service._intent(self.service.generation).keep_data)


class _Undone:
    """Whatever happens inside is undone afterwards."""

    def __init__(self, env):
        self._env = env

    def __enter__(self):
        self._savepoint = self._env.cr.savepoint()

    def __exit__(self, *error):
        self._env.flush_all()
        self._savepoint.close(rollback=True)
        self._env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReports(PaasCase):
    """What the operator says, in any order, twice, and of things that are not ours."""

    def test_stages_then_ready(self):
        service = self.launch()
        self.assertTrue(self.report(service, "working", stage="pods", progress=60))
        self.assertEqual((service.state, service.stage, service.progress), ("deploying", "pods", 60))
        self.assertTrue(self.report(service, "ready"))
        self.assertEqual((service.state, service.good_generation, service.ready_replicas), ("running", 1, 1))
        self.assertTrue(service.deployed_at)
        self.assertEqual(service.intent_ids.mapped("outcome"), ["good"])
        self.assertEqual(service.endpoints[0]["port"], 80)

    def test_told_twice_late_foreign_or_unknown_changes_nothing(self):
        service = self.running()
        late = {"phase": "working", "observed_generation": 0, "updated_at": "2026-01-01T00:01:10Z"}
        same_second = {**late, "updated_at": self.status(service, "ready")["updated_at"]}
        for changes in (
            {}, late, same_second, {"database_uuid": "another"}, {"name": "paas-ws-0-unknown"},
            {"generation": 0}, {"phase": "nonsense"}, {"observed_generation": None},
        ):
            with self.subTest(**changes):
                told = {**self.status(service, "ready"), **changes}
                if changes.get("phase") == "nonsense":
                    told["updated_at"] = "2027-01-01T00:00:00Z"
                self.assertFalse(self.env[M + "cloud_service"]._apply_status(told))
                self.assertEqual((service.state, service.observed_generation), ("running", 1))

    def test_an_older_generation_is_not_listened_to(self):
        service = self.running()
        service.stop()
        self.assertFalse(self.report(service, "failed", generation=1))
        self.assertEqual(service.state, "stopping")
        self.report(service, "stopped")
        self.assertEqual(service.state, "stopped")

    def test_a_stall_is_explained_while_it_lasts(self):
        service = self.launch()
        self.report(service, "working", reason={"code": "volume_pending", "message": "The volume is not there yet."})
        self.assertEqual((service.state, service.state_reason), ("deploying", "The volume is not there yet."))
        self.report(service, "ready")
        self.assertFalse(service.state_reason)

    def test_newer_intents_supersede_unfinished_ones(self):
        service = self.running()
        service.change(values={"site.title": "One"})
        service.change(values={"site.title": "Two"})
        self.report(service, "ready")
        self.assertEqual(service.intent_ids.sorted("generation").mapped("outcome"), ["good", "superseded", "good"])

    def test_going_back_restores_what_is_wished(self):
        service = self.running(subdomain="first-name")
        service.change(values={"site.title": "Broken"})
        service.change_domain("second-name")
        self.report(service, "ready", good_generation=1, reason={"code": "went_back", "message": "It went back."})
        self.assertEqual((service.state, service.values["site.title"]), ("running", "Hello"))
        self.assertEqual(service.subdomain, "first-name")
        self.assertEqual(service.good_generation, 1)
        newest = service._intent(service.generation)
        self.assertEqual(newest.outcome, "went_back")
        current = {row["generation"]: row["current"] for row in service.intent_ids._to_api()}
        self.assertEqual(current, {1: True, 2: False, 3: False})
        held = service.host_name_ids.mapped("name")
        self.assertEqual(held, ["first-name.apps.localhost"])

    def test_rolling_back_takes_the_earlier_values(self):
        service = self.running()
        service.change(values={"site.title": "Second"})
        self.report(service, "ready")
        rows = {row["generation"]: row["can_roll_back"] for row in service.intent_ids._to_api()}
        self.assertEqual(rows, {1: True, 2: False})
        service.rollback(1)
        self.assertEqual((service.values["site.title"], service.generation), ("Hello", 3))
        self.report(service, "ready")
        for generation, code in ((99, "not_found"), (0, "not_found"), ("1", "not_found")):
            with self.assertRaises(Exception) as refusal:
                service.rollback(generation)
            self.assertEqual(refusal.exception.code, code)

    def test_deleted_is_archived_and_its_name_rests(self):
        service = self.running(subdomain="gone-soon")
        service.remove()
        self.report(service, "deleting")
        self.assertEqual(service.state, "deleting")
        self.report(service, "deleted")
        self.assertEqual((service.state, service.active), ("deleted", False))
        host = self.env[M + "host_name"].search([("name", "=", "gone-soon.apps.localhost")])
        self.assertTrue(host.released_at)
        self.assertFalse(self.report(service, "ready"), "the dead stay dead")
        service.unlink()
