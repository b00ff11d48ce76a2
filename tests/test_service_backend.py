"""What the platform admin sees and mends in the backend."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..src.models.cluster_look import HIDDEN
from .common import M, PaasCase
from .operator_stub import READ
from .reconciler_case import ReconcilerCase


@tagged("post_install", "-at_install")
class TestServiceBackend(ReconcilerCase):
    def admin(self, record):
        return record.with_user(self.people["platform_admin"])

    def test_the_raw_truth_beside_what_is_wished(self):
        service = self.launched(values={"auth.token": "s3cret-token"})
        look = self.env[M + "cluster_look"].browse(self.admin(service).action_look()["res_id"])
        self.assertIn('"deployed"', look.history)
        self.assertIn(READ["resources"]["items"][1]["name"], look.objects)
        self.assertIn("BackOff", look.events)
        self.assertIn(service.chart_version, look.wish)
        self.assertIn(HIDDEN, look.wish)
        self.assertNotIn("s3cret-token", "".join(look.read()[0][name] or "" for name in ("wish", "answer", "history")))
        with self.assertRaises(AccessError):
            service.with_user(self.people["owner"]).action_look()

    def test_without_a_cluster_what_we_know_is_shown_and_the_rest_explained(self):
        service = self.launched()
        self.stub.answers = [(503, {"code": "cluster_unavailable", "detail": "The API server is away."})]
        look = self.env[M + "cluster_look"].browse(self.admin(service).action_look()["res_id"])
        self.assertEqual(look.problem, "The API server is away.")
        self.assertTrue(look.wish)

    def test_what_is_stuck_can_be_ended_and_tried_again(self):
        service = self.launched()
        self.reconcile()
        self.admin(service).action_give_up()
        self.assertEqual((service.state, service.state_reason_code), ("error", "given_up"))
        self.admin(service).retry()
        self.assertEqual(service.state, "deploying")

    def test_the_form_opens_in_every_state(self):
        service = self.running()
        for state in ("running", "error", "deleting", "deleted"):
            service.write({"state": state, "keeps_data": state == "deleted", "kept_volumes": ["data"]})
            form = Form(self.admin(service), view=M + "cloud_service_view_form")
            self.assertEqual(form.state, state)
        self.assertEqual(self.admin(service).kept_volumes_text, "data")


@tagged("post_install", "-at_install")
class TestNewQuota(PaasCase):
    def failed(self, code):
        service = self.running(name=code)
        service.change(values={"site.title": "More"})
        self.report(service, "failed", reason={"code": code, "message": "It failed."})
        return service

    def test_what_failed_of_the_quota_hears_of_a_new_one(self):
        short, broken = self.failed("quota"), self.failed("image_pull")
        self.workspace.write({"plan_id": False, "quota_cpu": 9})
        self.workspace._tell_quota()
        self.assertEqual((short.state, short._intent(short.generation).kind), ("upgrading", "quota"))
        told = short._intent_for_operator(short._intent(short.generation))
        self.assertEqual((told["tenant"]["quota"]["cpu"], told["values"]["site"]["title"]), (9, "More"))
        self.assertEqual((broken.state, broken.generation), ("error", 2), "that would fail again")
