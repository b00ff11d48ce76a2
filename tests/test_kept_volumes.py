"""Volumes that outlive their service: launched on again, counted, removed one by one or with the workspace."""

from odoo.tests import tagged

from ..src.api.errors import Conflict, InsufficientRole
from .common import M, PaasCase

KEPT = {"kept_volumes": ["data-site-0"]}


@tagged("post_install", "-at_install")
class TestKeptVolumes(PaasCase):
    def setUp(self):
        super().setUp()
        self.service = self.running(subdomain="kept-site")
        self.member = self.service.with_user(self.people["member"])
        self.member.remove(keep_data=True)
        self.report(self.service, "deleted", **KEPT)

    def used(self):
        return self.workspace._used()[self.workspace.id]

    def test_a_deleted_service_says_what_it_kept_and_what_can_be_done(self):
        shown = self.member._to_api()[0]
        self.assertEqual((shown["state"], shown["kept_volumes"]), ("deleted", ["data-site-0"]))
        self.assertEqual(shown["allowed_actions"], ["relaunch", "discard"])
        self.assertFalse(self.service.active)

    def test_kept_storage_counts_and_nothing_else_of_it(self):
        used = self.used()
        self.assertEqual((used["services"], used["cpu"], used["memory_gb"]), (0, 0, 0))
        self.assertAlmostEqual(used["storage_gb"], self.service.storage_gb)
        self.member.discard()
        self.report(self.service, "deleted")
        self.assertEqual(self.used()["storage_gb"], 0)

    def test_launched_again_on_them(self):
        before = self.service.generation
        self.member.relaunch()
        self.assertEqual((self.service.state, self.service.desired), ("deploying", "running"))
        self.assertTrue(self.service.active)
        self.assertEqual((self.service.generation, self.service.url), (before + 1, "http://kept-site.apps.localhost"))
        told = self.service._intent_for_operator(self.service._intent(before + 1))
        self.assertEqual(told["action"], "install")
        self.assertEqual(told["secrets"], {"auth.password": {"generate": {"length": 24}}})
        self.report(self.service, "working")
        self.assertEqual(self.service.state, "deploying")
        self.report(self.service, "ready")
        self.assertEqual(self.service.state, "running")
        self.assertEqual(self.used()["services"], 1)
        self.member.remove()
        self.report(self.service, "deleted")
        self.assertEqual((self.service._allowed_actions(), self.service.keeps_data), ([], False))

    def test_a_name_that_somebody_took_meanwhile_can_be_replaced(self):
        self.env[M + "host_name"].search([("name", "=", "kept-site.apps.localhost")]).action_end_rest()
        self.launch(person="neighbour", workspace=self.neighbourhood, subdomain="kept-site")
        with self.assertRaises(Conflict) as refusal:
            self.member.relaunch()
        self.assertEqual(set(refusal.exception.fields), {"subdomain"})
        self.assertEqual(self.service.state, "deleted")
        self.member.relaunch("kept-site-2")
        self.assertEqual(self.service.url, "http://kept-site-2.apps.localhost")

    def test_it_has_to_fit_the_quota(self):
        self.workspace.write({"plan_id": False, "quota_services": 1})
        self.launch()
        with self.assertRaises(Conflict):
            self.member.relaunch()

    def test_discarded_for_good(self):
        self.member.discard()
        self.assertEqual((self.service.state, self.service.desired, self.service.active), ("deleting", "absent", True))
        verb, told = self.service._request()
        self.assertEqual((verb, told["keep_data"], told["generation"]), ("delete", False, self.service.generation))
        self.report(self.service, "failed", reason={"code": "internal", "message": "It could not be removed."})
        self.assertEqual(self.service._allowed_actions(), ["retry", "delete"])
        self.service.retry()
        self.report(self.service, "deleted")
        self.assertEqual((self.member._to_api()[0]["kept_volumes"], self.service._allowed_actions()), ([], []))
        with self.assertRaises(Conflict):
            self.member.discard()

    def test_guests_can_do_neither(self):
        guest = self.service.with_user(self.people["guest"])
        for act in (guest.relaunch, guest.discard):
            with self.assertRaises(InsufficientRole):
                act()

    def test_a_workspace_that_goes_for_good_takes_them_along(self):
        late = self.running(name="Late")
        late.remove(keep_data=True)
        owner = self.workspace.with_user(self.people["owner"])
        owner.archive_workspace()
        owner.delete_workspace("Lab")
        self.assertEqual(self.service.state, "deleting")
        self.report(self.service, "deleted")
        self.report(late, "deleted", **KEPT)
        self.workspace._leave_for_good()
        self.assertTrue(self.workspace.exists(), "what was kept in the last moment has to go first")
        self.assertEqual((late.state, late.desired), ("deleting", "absent"))
        self.report(late, "deleted")
        self.workspace._leave_for_good()
        self.assertFalse(self.workspace.exists())
