"""Adding an application from a chart, over against a stub of the operator: read, trim, check, try out, publish."""

from odoo.tests import Form, tagged

from ..src.api.errors import Conflict, Invalid
from ..src.clients.operator import ChartAway, OperatorAway
from .common import M
from .reconciler_case import ReconcilerCase

TEXT = "site:\n  title: Mine\n  password: ''\ningress:\n  enabled: false\n  host: ''\n"
PARSED = {"site": {"title": "Mine", "password": ""}, "ingress": {"enabled": False, "host": ""}}
NONE = (404, {"code": "not_found", "detail": "The chart has none."})
READ = [(200, {"text": TEXT, "parsed": PARSED}), NONE, (200, {"text": "# Hi"})]
FIT = {"digest": "sha256:" + "a" * 64, "app_version": "2.0", "images": [{"image": "x/y:1", "floating": False}],
       "objects": [{"kind": "Deployment", "name": "x", "api_version": "apps/v1"}], "findings": []}
FOUND = {"code": "privileged", "severity": "refuse", "object": "Deployment/x", "message": "It runs <b>privileged</b>."}


@tagged("post_install", "-at_install")
class TestChartWizard(ReconcilerCase):
    def setUp(self):
        super().setUp()
        self.admin = self.env(user=self.people["platform_admin"].id)
        self.template = self.template.with_env(self.env)

    def refusal(self, kind, act):
        """The error of what commits on its way, which ``assertRaises`` could not undo."""
        try:
            act()
        except kind as error:
            return error
        return self.fail(f"no {kind.__name__}")

    def wizard(self, **vals):
        return self.admin[M + "chart_wizard"].create(
            {"chart_repository": "https://charts.example.com", "chart_name": "blog", "chart_version": "2.0.0", **vals})

    def read(self, **vals):
        wizard = self.wizard(**vals)
        self.stub.answers += READ
        wizard.action_read()
        return wizard

    def made(self):
        wizard = self.read()
        wizard.write({"name": "My blog", "category_id": self.env.ref(M + "category_web").id})
        action = wizard.action_create()
        return self.admin[action["res_model"]].browse(action["res_id"])

    def checked(self, template, report=FIT):
        self.stub.answers.append((200, report))
        template.action_check()
        return template.latest_version_id

    def test_versions_are_looked_up(self):
        wizard = self.wizard(chart_version=False)
        self.stub.answers.append((200, {"items": [
            {"version": "2.0.0", "app_version": "2"}, {"version": "1.0.0", "app_version": "1"}]}))
        wizard.action_show_versions()
        self.assertEqual(wizard.chart_version, "2.0.0")
        wizard.version_line_ids[1].action_choose()
        self.assertEqual(wizard.chart_version, "1.0.0")
        self.assertEqual(self.stub.calls[-1]["query"], {"repository": ["https://charts.example.com"], "name": ["blog"]})

    def test_a_chart_is_read_and_a_form_proposed(self):
        wizard = self.read()
        lines = {line.key: line for line in wizard.line_ids}
        self.assertTrue(lines["site.title"].is_offered)
        self.assertEqual(lines["site.password"].kind, "password")
        self.assertEqual((wizard.ingress_enabled, wizard.host_key), (True, "ingress.host"))
        self.assertEqual((wizard.readme, wizard.schema_text), ("# Hi", ""))

    def test_what_is_no_reference_is_refused_before_any_call(self):
        for vals in ({"chart_repository": "http://x"}, {"chart_name": "--help"}, {"chart_version": "latest"}):
            with self.subTest(vals), self.assertRaises(Invalid):
                self.wizard(**vals).action_read()
        self.assertFalse(self.stub.calls)
        with self.assertRaises(Invalid):
            self.wizard().action_create()

    def test_a_repository_that_is_away(self):
        self.stub.answers.append((503, {"code": "chart_unavailable", "detail": "It did not answer."}))
        self.assertEqual(str(self.refusal(ChartAway, self.wizard().action_read)), "It did not answer.")

    def test_the_admin_trims_the_form(self):
        wizard = self.read()
        form = Form(wizard, M + "chart_wizard_view_form")
        form.name = "Trimmed"
        form.save()
        for line in wizard.line_ids:
            line.is_offered = line.key == "site.title"
        wizard.line_ids.filtered("is_offered").write({"label": "Heading", "is_required": True, "help": "Read first."})
        template = self.admin[M + "cloud_app_template"].browse(wizard.action_create()["res_id"])
        specs = template.helm_value_specs
        self.assertEqual([spec["key"] for spec in specs["required"]], ["site.title"])
        self.assertEqual((specs["required"][0]["label"], specs["required"][0]["help"]), ("Heading", "Read first."))
        self.assertEqual(specs["optional"], [])

    def test_a_new_application_is_checked_tried_out_and_published(self):
        template = self.made()
        self.assertEqual((template.slug, template.is_published), ("my-blog", False))
        with self.assertRaises(Conflict):
            template.action_publish()
        with self.assertRaises(Conflict):
            template.latest_version_id.action_try_out()
        version = self.checked(template)
        self.assertEqual((version.check_state, version.app_version), ("fit", "2.0"))
        asked = self.stub.calls[-1]["body"]
        self.assertEqual(asked["values"]["ingress"], {"enabled": True, "host": "check.example.com"})
        self.assertEqual(asked["hosts"], ["check.example.com"])
        service = self.admin[M + "cloud_service"].browse(version.action_try_out()["res_id"])
        self.assertEqual((service.state, service.chart_name, service.chart_version), ("pending", "blog", "2.0.0"))
        self.assertEqual(service.workspace_id.owner_id, self.people["platform_admin"])
        self.report(service.with_env(self.env), "ready")
        self.assertEqual(version.tryout_state, "running")
        template.action_publish()
        self.assertTrue(template.is_published and version.is_offered and template.upstream_started)
        template.action_hide()
        self.assertFalse(template.is_published)

    def test_what_is_refused_is_not_offered(self):
        version = self.checked(self.made(), {**FIT, "findings": [FOUND]})
        self.assertEqual((version.check_state, version.check_message), ("refused", FOUND["message"]))
        self.assertIn("&lt;b&gt;", version.check_html)
        with self.assertRaises(Conflict):
            version.action_offer()

    def test_a_finding_may_be_accepted_and_is_asked_for_again(self):
        template = self.made()
        version = self.checked(template)
        template.allow_text = "floating_tag"
        self.assertEqual(version.check_state, "unknown")
        self.checked(template)
        self.assertEqual(self.stub.calls[-1]["body"]["policy"], {"allow": ["floating_tag"]})
        with self.assertRaises(Invalid):
            template.allow_text = "privileged"

    def test_other_values_have_to_be_checked_again(self):
        template = self.made()
        version = self.checked(template)
        template.defaults_text = '{"ingress": {"enabled": true}, "site": {"title": "x"}}'
        self.assertEqual((version.check_state, version.check_report), ("unknown", False))

    def test_a_chart_that_cannot_be_had_is_told_in_the_marketplace(self):
        self.stub.answers.append((503, {"code": "chart_unavailable", "detail": "It did not answer."}))
        self.template.with_env(self.admin).action_check()
        told = self.template.with_user(self.people["guest"])._to_api()[0]["chart_check"]
        self.assertEqual((told["state"], told["message"]), ("unreachable", "It did not answer."))
        self.assertTrue(told["checked_at"])

    def test_an_operator_that_is_away_says_nothing_of_the_chart(self):
        self.stub.answers.append((503, {"code": "cluster_unavailable", "detail": "Away."}))
        self.refusal(OperatorAway, self.template.with_env(self.admin).action_check)
        self.assertEqual(self.template.check_state, "unknown")

    def test_the_job_asks_for_all_that_is_published(self):
        others = self.env[M + "cloud_app_template"].search([("id", "!=", self.template.id)])
        others.is_published = False
        self.stub.answers.append((200, FIT))
        self.env[M + "cloud_app_version"]._cron_check()
        self.assertEqual(self.template.check_state, "fit")
        self.stub.answers.append((500, b"nonsense"))
        self.env[M + "cloud_app_version"]._cron_check()
        self.assertEqual(self.template.check_state, "fit", "an operator that is away says nothing")

    def test_another_version_keeps_the_form_and_is_an_update(self):
        template = self.made()
        self.checked(template)
        template.action_publish()
        wizard = self.admin[M + "chart_wizard"].browse(template.action_new_version()["res_id"])
        wizard.chart_version = "2.1.0"
        newer = {"site": {"title": "Mine", "theme": "dark"}}
        self.stub.answers += [(200, {"text": TEXT, "parsed": newer}), *READ[1:]]
        wizard.action_read()
        lines = {line.key: line for line in wizard.line_ids}
        self.assertTrue(lines["site.title"].is_offered and not lines["site.theme"].is_offered)
        lines["site.theme"].is_offered = True
        wizard.notes = "Themes."
        self.assertEqual(wizard.action_create()["res_id"], template.id)
        self.assertEqual(template.chart_version, "2.0.0", "not offered yet")
        version = template.version_ids.filtered(lambda other: not other.is_offered)
        self.stub.answers.append((200, FIT))
        version.action_check()
        version.action_offer()
        self.assertEqual(template.chart_version, "2.1.0")
        self.assertEqual(template.version_ids._newer_than("2.0.0").notes, "Themes.")
        version.action_withdraw()
        self.assertEqual(template.chart_version, "2.0.0")
