"""Upgrades to newer versions, the way back, and what differs between generations."""

from odoo.tests import tagged

from ..src.api.errors import Conflict, Invalid, NotFound
from .common import SPECS, M, PaasCase

NEWER = {
    "required": [*SPECS["required"], {"key": "site.owner", "label": "Owner", "type": "text"}],
    "optional": [spec for spec in SPECS["optional"] if spec["key"] != "auth.token"],
}


@tagged("post_install", "-at_install")
class TestServiceVersions(PaasCase):
    def setUp(self):
        super().setUp()
        self.service = self.running(values={"auth.token": "a-token"})
        self.version = self.env[M + "cloud_app_version"].create({
            "template_id": self.template.id, "chart_version": "1.1.0", "app_version": "3", "notes": "Faster.",
            "helm_value_specs": NEWER, "helm_default_values": {"new": True}})

    def member(self):
        return self.service.with_user(self.people["member"])

    def test_an_update_is_offered(self):
        self.assertEqual(self.member()._to_api()[0]["update_available"], "1.1.0")
        shown = self.service.with_user(self.people["guest"]).list_versions()
        self.assertEqual([(row["version"], row["newer"], row["current"]) for row in shown],
                         [("1.1.0", True, False), ("1.0.0", False, True)])
        self.assertEqual((shown[0]["app_version"], shown[0]["notes"]), ("3", "Faster."))
        self.version.is_offered = False
        self.assertEqual(self.member()._to_api()[0]["update_available"], "")
        with self.assertRaises(NotFound):
            self.member().upgrade("1.1.0")

    def test_what_the_newer_version_asks_anew_has_to_be_given(self):
        with self.assertRaises(Invalid) as refusal:
            self.member().upgrade("1.1.0")
        self.assertEqual(set(refusal.exception.fields), {"site.owner"})
        self.member().upgrade("1.1.0", {"site.owner": "Ada"})
        self.assertEqual((self.service.state, self.service.generation), ("upgrading", 2))
        told = self.service._intent_for_operator(self.service._intent(2))
        self.assertEqual((told["chart"]["version"], told["action"]), ("1.1.0", "upgrade"))
        self.assertEqual(told["values"]["site"], {"owner": "Ada", "title": "Hello"})
        self.assertTrue(told["values"]["new"])
        self.assertEqual(set(told["secrets"]), {"auth.password"}, "what the form has no place for any more is left out")
        self.report(self.service, "ready", chart_version="1.1.0")
        self.assertEqual(self.member()._to_api()[0]["update_available"], "")
        with self.assertRaises(NotFound):
            self.member().upgrade("1.0.0")

    def test_going_back_brings_chart_form_and_values_back(self):
        self.member().upgrade("1.1.0", {"site.owner": "Ada"})
        self.report(self.service, "failed", reason={"code": "timeout", "message": "It did not start."})
        self.assertIn("rollback", self.service._allowed_actions())
        self.member().rollback(1)
        told = self.service._intent_for_operator(self.service._intent(3))
        self.assertEqual((told["chart"]["version"], told["values"]["site"]["title"]), ("1.0.0", "Hello"))
        self.assertNotIn("new", told["values"])
        self.assertEqual(told["secrets"]["auth.token"], {"keep": True}, "what the newer form left out comes back")
        self.assertEqual(self.service.secret_keys, ["auth.password", "auth.token"])
        self.assertEqual(self.service.specs, SPECS)
        self.report(self.service, "ready")
        self.member().change({"auth.token": "again"})
        self.report(self.service, "ready")
        with self.assertRaises(Conflict):
            self.member().rollback(2)

    def test_going_back_by_itself_brings_the_secrets_of_then_back(self):
        self.member().change(unset=["auth.token"])
        self.assertEqual(self.service.secret_keys, ["auth.password"])
        self.report(self.service, "ready", good_generation=1, reason={"code": "went_back", "message": "It failed."})
        self.assertEqual(self.service.secret_keys, ["auth.password", "auth.token"])

    def test_what_differs_between_generations(self):
        self.member().change({"site.title": "Second", "auth.password": "long-enough"})
        self.report(self.service, "ready")
        self.member().upgrade("1.1.0", {"site.owner": "Ada"})
        guest = self.service.with_user(self.people["guest"])
        second = guest.compare_revisions(2)
        self.assertEqual([(row["key"], row["before"], row["after"], row["secret"]) for row in second["values"]],
                         [("site.title", "Hello", "Second", False), ("auth.password", None, None, True)])
        whole = guest.compare_revisions(3, against=1)
        self.assertEqual(whole["chart_version"], {"before": "1.0.0", "after": "1.1.0"})
        self.assertEqual({row["key"] for row in whole["values"]}, {"site.title", "site.owner"})
        self.assertEqual(guest.compare_revisions(1)["host"]["before"], "")
        for generation, against in ((9, None), (2, 9)):
            with self.assertRaises(NotFound):
                guest.compare_revisions(generation, against)
