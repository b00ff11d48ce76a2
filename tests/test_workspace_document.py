"""Export and import, and the mails that members asked for."""

from odoo.tests import tagged

from ..src.api.errors import InsufficientRole, Invalid, NotFound
from .common import M, PaasCase


@tagged("post_install", "-at_install")
class TestDocument(PaasCase):
    def setUp(self):
        super().setUp()
        self.launch(name="Second", values={"site.title": "Two", "auth.token": "s3cret-token"})
        self.launch(name="First", values={"size": "2Gi"})
        self.workspace.description = "What it is for"
        self.workspace.with_user(self.people["owner"]).invite_members("new@example.com", "guest")

    def export(self, workspace=None, person="owner"):
        return (workspace or self.workspace).with_user(self.people[person]).export_workspace()

    def import_(self, document, dry_run=False, person="stranger"):
        return self.env[M + "workspace"].with_user(self.people[person]).import_workspace(document, dry_run)

    def test_a_document_holds_no_secret_and_no_foreign_thing(self):
        document = self.export()
        self.assertEqual([row["name"] for row in document["services"]], ["First", "Second"])
        self.assertEqual(document["services"][0]["values"], {"site.title": "Hello", "size": "2Gi"})
        self.assertNotIn("s3cret", str(document))
        self.assertEqual({row["email"]: row["role"] for row in document["members"]}, {
            "manager@paas.example.com": "admin", "member@paas.example.com": "user",
            "guest@paas.example.com": "guest", "new@example.com": "guest"})
        for person, error in (("member", InsufficientRole), ("stranger", NotFound)):
            with self.assertRaises(error):
                self.export(person=person)

    def test_a_round_trip_gives_an_equal_export(self):
        document = self.export()
        workspace, made = self.import_(document)
        self.assertEqual(made["notes"], [])
        self.assertEqual(workspace.sudo().owner_id, self.people["stranger"])
        self.assertEqual(len(workspace.sudo().access_ids), 1, "the others are asked first")
        self.assertEqual(self.export(workspace, "stranger"), document)

    def test_a_dry_run_makes_nothing(self):
        before = self.env[M + "workspace"].search_count([])
        workspace, made = self.import_(self.export(), dry_run=True)
        self.assertFalse(workspace)
        self.assertEqual([service["name"] for service in made["services"]], ["First", "Second"])
        self.assertEqual(self.env[M + "workspace"].search_count([]), before)

    def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_made(self):
        document = self.export()
        document["services"][0]["template"] = "no-such"
        document["services"][1]["values"]["site.title"] = 3
        document["members"][0]["email"] = "nobody"
        before = self.env[M + "workspace"].search_count([])
        with self.assertRaises(Invalid) as refusal:
            self.import_(document)
        self.assertEqual(set(refusal.exception.fields), {
            "services.0.template", "services.1.values.site.title", "members.0.email"})
        self.assertEqual(self.env[M + "workspace"].search_count([]), before)

    def test_an_address_that_nobody_can_be_invited_at_is_told_and_not_left_out(self):
        for address in ("ann@localhost", "x" * 65 + "@example.com"):
            document = self.export()
            document["members"][0]["email"] = address
            with self.subTest(address=address), self.assertRaises(Invalid) as refusal:
                self.import_(document, dry_run=True)
            self.assertEqual(set(refusal.exception.fields), {"members.0.email"})

    def test_a_value_comes_from_one_service_and_not_from_either_of_two(self):
        document = self.export()
        document["services"][0]["values"]["site.title"] = {"from_service": "Twin"}
        document["services"] += [{**document["services"][1], "name": "Twin"}] * 2
        with self.assertRaises(Invalid) as refusal:
            self.import_(document, dry_run=True)
        self.assertEqual(refusal.exception.fields["services.0.values.site.title"],
                         "Several services have this name: rename them first.")

    def test_what_does_not_fit_the_plan_is_told_before(self):
        self.env[M + "plan"].create({"name": "Tiny", "sequence": 1, "services": 1})
        with self.assertRaises(Invalid) as refusal:
            self.import_(self.export(), dry_run=True)
        self.assertEqual(
            refusal.exception.fields, {"services": "This needs 2 of Services; a new workspace may use 1."})

    def test_other_versions_and_unknown_values_are_noted(self):
        document = self.export()
        document["services"][0].update(version="0.9.0", values={"gone": 1})
        _workspace, made = self.import_(document, dry_run=True)
        self.assertEqual(made["notes"], [
            "First: these values are left out: gone.", "First: version 0.9.0 is not offered, it will be 1.0.0."])

    def test_who_imports_is_not_invited(self):
        _workspace, made = self.import_(self.export(), dry_run=True, person="member")
        self.assertEqual(made["notes"], ["member@paas.example.com is you: you will be the owner."])
        self.assertNotIn("member@paas.example.com", [row["email"] for row in made["members"]])


@tagged("post_install", "-at_install")
class TestNotices(PaasCase):
    def setUp(self):
        super().setUp()
        self.env["ir.mail_server"].create({"name": "A server", "smtp_host": "mail.example.com"})
        self.env["mail.mail"].search([]).unlink()

    def mails(self):
        return {mail.email_to: mail.subject for mail in self.env["mail.mail"].search([])}

    def test_a_failure_is_mailed_once_to_those_who_want_it(self):
        service = self.running()
        triggers = self.env["ir.cron.trigger"].search_count([])
        service.change(values={"site.title": "Two"})
        told = {"code": "image_pull", "message": "No image."}
        self.report(service, "failed", reason=told)
        self.report(service, "failed", reason={**told, "message": "Still no image."}, updated_at="2026-01-02T00:00:00Z")
        self.assertEqual(self.mails(), dict.fromkeys(
            ("owner@paas.example.com", "manager@paas.example.com"), "Site failed in Lab"))
        self.assertEqual(self.env["mail.mail"].search_count([]), 2)
        body = self.env["mail.mail"].search([], limit=1).body_html
        self.assertIn("No image.", body)
        self.assertIn(f"/woow#/workspace/{self.workspace.id}/services/{service.id}", body)
        self.assertGreater(self.env["ir.cron.trigger"].search_count([]), triggers)

    def test_another_failure_is_another_mail_and_nobody_gets_what_they_do_not_want(self):
        self.workspace.with_user(self.people["owner"]).change_settings({"notify_errors": False})
        self.workspace.with_user(self.people["guest"]).change_settings({"notify_errors": True})
        service = self.launch()
        self.report(service, "failed")
        service.retry()
        self.report(service, "failed")
        self.assertEqual(set(self.mails()), {"guest@paas.example.com", "manager@paas.example.com"})
        self.assertEqual(self.env["mail.mail"].search_count([]), 4)

    def test_who_joins_and_who_goes(self):
        rows = self.env[M + "workspace_access"].with_user(self.people["manager"]).sudo()
        row = rows.create({"workspace_id": self.workspace.id, "user_id": self.people["stranger"].id, "role": "user"})
        self.assertEqual(self.mails(), {"owner@paas.example.com": f"{self.people['stranger'].name} joined Lab"})
        self.env["mail.mail"].search([]).unlink()
        row.with_user(self.people["owner"]).remove_member()
        self.assertEqual(self.mails(), {"manager@paas.example.com": f"{self.people['stranger'].name} left Lab"})
