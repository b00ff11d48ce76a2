"""Settings, secrets at rest, and what a copied database forgets."""

from pathlib import Path

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tests.common import _super_send

from ..src.api.errors import Conflict, Invalid
from ..src.models.res_config_settings import MASK
from .common import M, PaasCase
from .operator_stub import KEY, operator_stub

NEUTRALIZE = Path(__file__).parent.parent / "src" / "data" / "neutralize.sql"


@tagged("post_install", "-at_install")
class TestSecrets(PaasCase):
    def setUp(self):
        super().setUp()
        self.secrets = self.env[M + "secret"]
        self.parameters = self.env["ir.config_parameter"]

    def test_what_is_kept_is_encrypted_and_comes_back(self):
        self.secrets._set("k", "väl\nue")
        self.env.flush_all()
        self.env.cr.execute("SELECT sealed FROM woow_paas_platform_secret WHERE name = 'k'")
        self.assertNotIn("väl", self.env.cr.fetchone()[0])
        self.assertEqual(self.secrets._get("k"), "väl\nue")
        self.secrets._set("k", "second")
        self.assertEqual(self.secrets._get("k"), "second")
        self.secrets._set("k", "")
        self.assertEqual((self.secrets._get("k"), self.secrets._has("k")), ("", False))

    def test_without_a_key_file_nothing_is_kept(self):
        empty = self.key_file.with_suffix(".empty")
        empty.write_text("not a key\n")
        for path in ("", "/nowhere/at/all", str(self.key_file.parent), str(empty)):
            self.parameters.set_param(M + "secret_key_file", path)
            with self.subTest(path=path), self.assertRaises(Conflict) as refusal:
                self.secrets._set("k", "value")
            self.assertNotIn("value", str(refusal.exception))
            self.assertFalse(self.secrets._has("k"))

    def test_another_key_file_does_not_open_it(self):
        self.secrets._set("k", "value")
        self.use_key_file()
        with self.assertRaises(Conflict):
            self.secrets._get("k")

    def test_a_new_key_before_the_old_one_opens_both(self):
        self.secrets._set("old", "value")
        old = self.key_file.read_text()
        self.use_key_file()
        self.key_file.write_text(f"{self.key_file.read_text()}\n{old}\n")
        self.secrets._set("new", "value")
        self.assertEqual((self.secrets._get("old"), self.secrets._get("new")), ("value", "value"))

    def test_a_copied_database_forgets_the_keys(self):
        self.secrets._set("operator_api_key", "value")
        self.parameters.set_param(M + "operator_url", "http://operator")
        service = self.launch(values={"auth.token": "t"})
        self.assertTrue(service._intent(1).secrets_sealed)
        self.env.flush_all()
        self.env.cr.execute(NEUTRALIZE.read_text())
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertFalse(self.secrets._has("operator_api_key"))
        self.assertFalse(service._intent(1).secrets_sealed)
        self.assertFalse(self.parameters.get_param(M + "operator_url"))


@tagged("post_install", "-at_install")
class TestSettings(PaasCase):
    @classmethod
    def _request_handler(cls, session, request, /, **kwargs):
        """Odoo keeps tests from calling out; the stub is on this machine."""
        return _super_send(session, request, **kwargs)

    def save(self, **values):
        settings = self.env["res.config.settings"].create(values)
        settings.execute()
        return settings

    def test_keys_are_masked_and_never_lie_in_the_forms_table(self):
        settings = self.save(paas_operator_key="typed-key", paas_events_key="events-key")
        self.env.flush_all()
        self.env.cr.execute("SELECT to_jsonb(t)::text FROM res_config_settings t WHERE id = %s", [settings.id])
        self.assertNotIn("typed-key", self.env.cr.fetchone()[0])
        self.assertEqual(self.env[M + "secret"]._get("operator_api_key"), "typed-key")
        again = self.env["res.config.settings"].create({})
        self.assertEqual((again.paas_operator_key, again.paas_events_key), (MASK, MASK))
        self.save(paas_operator_key=MASK, paas_apps_port="8080")
        self.assertEqual(self.env[M + "secret"]._get("operator_api_key"), "typed-key", "the mask leaves it as it is")
        self.save(paas_operator_key="")
        self.assertFalse(self.env[M + "secret"]._has("operator_api_key"))

    def test_saving_the_page_as_it_opened_changes_no_key(self):
        """As the web client does: all fields of a new form are sent back."""
        for name in ("operator_api_key", "operator_events_key"):
            self.env[M + "secret"]._set(name, f"{name}-kept")
        form = Form(self.env["res.config.settings"])
        self.assertEqual((form.paas_operator_key, form.paas_events_key), (MASK, MASK))
        form.save().execute()
        for name in ("operator_api_key", "operator_events_key"):
            self.assertEqual(self.env[M + "secret"]._get(name), f"{name}-kept")

    def test_key_file_and_key_typed_together(self):
        self.env["ir.config_parameter"].set_param(M + "secret_key_file", "")
        with self.assertRaises(Conflict), self.env.cr.savepoint():
            self.save(paas_operator_key="typed-key")
        self.save(paas_operator_key="typed-key", paas_secret_key_file=str(self.key_file))
        self.assertEqual(self.env[M + "secret"]._get("operator_api_key"), "typed-key")

    def test_addresses_are_checked(self):
        for name, value in (
            ("paas_operator_url", "operator:8080"), ("paas_operator_url", "file:///etc/passwd"),
            ("paas_public_url", "javascript:alert(1)"), ("paas_apps_domain", "apps_example"),
            ("paas_apps_domain", "-a.com"), ("paas_apps_port", "80a"), ("paas_apps_port", "70000"),
            ("paas_apps_port", "0"), ("paas_namespace_prefix", "Paas-"), ("paas_namespace_prefix", "paas"),
        ):
            with self.subTest(name=name, value=value), self.assertRaises(Invalid) as refusal, self.env.cr.savepoint():
                self.save(**{name: value})
            self.assertEqual(list(refusal.exception.fields), [name])
        self.save(paas_operator_url="https://op.example.com:8443/base", paas_apps_domain="apps.example.com",
                  paas_apps_port="", paas_namespace_prefix="team-a-")
        self.assertEqual(self.make_workspace("stranger", "New").namespace[:7], "team-a-")

    def test_a_shared_registrable_domain_is_warned_of(self):
        for apps, odoo, shared in (
            ("apps.example.co.uk", "https://paas.example.co.uk", "example.co.uk"),
            ("apps.example.com", "https://example.com:8443", "example.com"),
            ("example-apps.com", "https://example.com", None), ("a.co.uk", "https://b.co.uk", None),
            ("apps.localhost", "http://localhost:8069", None), ("apps.localhost", "http://127.0.0.1:8069", None),
        ):
            settings = self.env["res.config.settings"].new({"paas_apps_domain": apps, "paas_public_url": odoo})
            with self.subTest(apps=apps, odoo=odoo):
                self.assertEqual(bool(settings.paas_domain_warning), bool(shared))
                self.assertIn(shared or "", settings.paas_domain_warning)

    def test_the_test_button_says_what_it_found(self):
        self.env = self.committing_env()
        with operator_stub(self.env) as stub:
            settings = self.env["res.config.settings"].create({"paas_operator_url": stub.url})
            said = settings.action_paas_test_operator()["params"]
            self.assertEqual(said["type"], "success")
            self.assertIn("Kubernetes 1.34.4, Helm 4.1.4", said["message"])
            settings.paas_namespace_prefix = "other-"
            self.assertEqual(settings.action_paas_test_operator()["params"]["type"], "warning")
            settings.paas_operator_key = "wrong"
            said = settings.action_paas_test_operator()["params"]
            self.assertEqual((said["type"], said["message"]), ("danger", "The operator refuses our key."))
            settings.write({"paas_operator_key": KEY, "paas_operator_url": "http://127.0.0.1:9"})
            self.assertEqual(settings.action_paas_test_operator()["params"]["message"], "The operator does not answer.")
        for name in ("member", "internal", "platform_admin"):
            with self.subTest(who=name), self.assertRaises(AccessError):
                settings.with_user(self.people[name]).action_paas_test_operator()


@tagged("post_install", "-at_install")
class TestBackend(PaasCase):
    """The forms of the backend, filled in as a platform admin would."""

    def test_a_workspace_for_somebody(self):
        form = Form(self.env[M + "workspace"].with_user(self.people["platform_admin"]))
        form.name = "Made here"
        form.owner_id = self.people["stranger"]
        with form.access_ids.new() as row:
            row.user_id = self.people["guest"]
            row.role = "guest"
        workspace = form.save()
        self.assertEqual(sorted(workspace.access_ids.mapped("role")), ["guest", "owner"])
        self.assertEqual(workspace.action_view_services()["domain"], [("workspace_id", "=", workspace.id)])

    def test_a_template_with_a_mistake_in_its_form(self):
        form = Form(self.template.with_user(self.people["platform_admin"]))
        for text in ("{", '{"required": [{"key": "x"}]}', "[]"):
            form.specs_text = text
            with self.subTest(text=text), self.assertRaises(Invalid), self.env.cr.savepoint():
                form.save()
        form.specs_text = '{"required": [], "optional": []}'
        form.save()
        self.assertEqual(self.template.helm_value_specs, {"required": [], "optional": []})

    def test_a_templates_references_are_checked(self):
        for name, value in (
            ("chart_repository", "http://charts.example.com"), ("chart_repository", "file:///charts"),
            ("chart_repository", "-x"), ("chart_repository", "../charts"), ("chart_name", "Post Gres"),
            ("chart_name", "--help"), ("chart_version", "latest"), ("chart_version", "^1.0.0"), ("slug", "A b"),
            ("icon_url", "//evil.example.com/x.svg"), ("icon_url", "https://x/y.svg"), ("documentation_url", "ftp://x"),
            ("host_key", "ingress host"),
        ):
            with self.subTest(name=name, value=value), self.assertRaises(Invalid), self.env.cr.savepoint():
                self.template[name] = value
        for value in ("https://charts.example.com/stable", "oci://registry.example.com:5000/a/b", "builtin"):
            self.template.chart_repository = value

    def test_repairing_a_service(self):
        service = self.launch()
        self.report(service, "failed", reason={"code": "timeout", "message": "Took too long."})
        admin = service.with_user(self.people["platform_admin"])
        form = Form(admin)
        self.assertIn("retry", form.action_names)
        self.assertIn('"phase": "failed"', form.raw_status_text)
        admin.retry()
        self.assertEqual(service.state, "deploying")
        service.write({"retry_at": "2030-01-01 00:00:00", "attempts": 9})
        admin.action_resync()
        self.assertFalse(service.retry_at)

    def test_every_view_is_drawn(self):
        for name in ("workspace", "workspace_access", "cloud_app_category", "cloud_app_tag", "cloud_app_template",
                     "cloud_app_version", "chart_wizard",
                     "cloud_service", "service_intent", "host_name", "operator_state", "res.config.settings"):
            model = self.env[name if "." in name else M + name]
            for kind in ("form", "list", "kanban", "search"):
                self.assertTrue(model.get_view(view_type=kind)["arch"])
