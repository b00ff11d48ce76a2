"""Host names: which can be taken, by whom, and when two want one at the same moment."""

from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..src.api.errors import Conflict, Invalid
from ..src.models.host_name import MAX_DOMAIN, RESERVED
from .at_once import AtOnceCase
from .common import M, PaasCase
from .people import make_people


@tagged("post_install", "-at_install")
class TestHostName(PaasCase):
    def setUp(self):
        super().setUp()
        self.hosts = self.env[M + "host_name"]

    def test_malformed_and_reserved_names_are_refused_with_a_sentence(self):
        malformed = [
            "", " ", "-a", "a-", "a_b", "a.b", "a b", "ä", "研發", "a" * 64, "a\nb", "a/b", "*", "a..b", "xn--a"]
        for name in [*malformed, *sorted(RESERVED), "WWW", " Admin "]:
            with self.subTest(name=name), self.assertRaises(Invalid) as refusal:
                self.hosts.check(name)
            self.assertTrue(str(refusal.exception).endswith("."))
            self.assertEqual(refusal.exception.fields, {"subdomain": str(refusal.exception)})

    def test_good_names(self):
        for name in ("a", "0", "shop", "my-shop-2", "a" * 63, " Shop "):
            self.assertEqual(self.hosts.check(name), f"{name.strip().lower()}.apps.localhost")

    def test_the_platforms_own_name_is_reserved(self):
        self.env["ir.config_parameter"].set_param(M + "apps_domain", "example.com")
        self.env["ir.config_parameter"].set_param(M + "public_url", "https://portal.example.com:8443/x")
        with self.assertRaises(Invalid):
            self.hosts.check("portal")
        self.assertEqual(self.hosts.check("portal2"), "portal2.example.com")

    def test_no_customer_holds_a_domain_of_the_platform(self):
        for name, value in (("apps_domain", "apps.example.com"), ("public_url", "https://portal.example.net")):
            self.env["ir.config_parameter"].set_param(M + name, value)
        self.env["ir.config_parameter"].set_param("web.base.url", "https://odoo.example.org")
        ours = ("apps.example.com", "shop.apps.example.com", "portal.example.net", "odoo.example.org")
        for domain in ours:
            with self.subTest(domain=domain), self.assertRaises(Invalid) as refusal:
                self.hosts._check_custom(domain)
            self.assertIn("belongs to the platform", str(refusal.exception))
        for domain in ("myapps.example.com", "example.com", "shop.portal.example.net"):
            self.assertEqual(self.hosts._check_custom(domain), domain)

    def test_a_custom_domain_leaves_room_for_its_proof(self):
        longest = ".".join(["a" * 63] * 3 + ["b" * (MAX_DOMAIN - 3 * 64 - len(".com")), "com"])
        self.assertEqual(len(self.hosts._check_custom(longest)), MAX_DOMAIN)
        with self.assertRaises(Invalid) as refusal:
            self.hosts._check_custom(longest.replace(".bb", ".bbb", 1))
        self.assertIn("such as", str(refusal.exception))

    def test_a_held_name_is_taken_whoever_asks(self):
        self.running(subdomain="shop")
        for workspace in (None, self.workspace, self.neighbourhood):
            self.assertEqual(
                self.hosts.availability("shop", workspace),
                {"available": False, "reason": "This name is taken. Choose another one."})
        with self.assertRaises(Conflict) as refusal:
            self.launch(subdomain="Shop", person="neighbour", workspace=self.neighbourhood)
        self.assertIn("subdomain", refusal.exception.fields)

    def test_a_freed_name_rests_for_others(self):
        service = self.running(subdomain="shop")
        service.remove()
        self.report(service, "deleted")
        row = self.hosts.search([("name", "=", "shop.apps.localhost")])
        self.assertIn("free again on", self.hosts.availability("shop")["reason"])
        self.assertFalse(self.hosts.availability("shop", self.neighbourhood)["available"])
        self.assertTrue(self.hosts.availability("shop", self.workspace)["available"], "its last holder may")
        with self.assertRaises(Conflict):
            self.hosts._take("shop", self.running(name="Other", person="neighbour", workspace=self.neighbourhood))
        row.workspace_id = False
        self.assertFalse(self.hosts.availability("shop")["available"], "a newcomer is not a last holder that is gone")
        row.released_at = fields.Datetime.now() - timedelta(days=30, minutes=1)
        self.assertTrue(self.hosts.availability("shop", self.neighbourhood)["available"])
        taken = self.launch(subdomain="shop", person="neighbour", workspace=self.neighbourhood)
        self.assertEqual((row.service_id, row.workspace_id, row.released_at), (taken, self.neighbourhood, False))

    def test_an_admin_ends_a_rest_but_not_a_use(self):
        service = self.running(subdomain="shop")
        row = service.host_name_id
        for act in (row.action_end_rest, row.unlink):
            with self.assertRaises(Conflict):
                act()
        service.remove()
        self.report(service, "deleted")
        row.with_user(self.people["platform_admin"]).action_end_rest()
        self.assertTrue(self.hosts.availability("shop", self.neighbourhood)["available"])

    def test_a_new_address_keeps_the_old_one_until_it_works(self):
        service = self.running(subdomain="before")
        self.assertEqual(service.url, "http://before.apps.localhost")
        service.with_user(self.people["member"]).change_domain("after")
        self.assertEqual(service.url, "http://after.apps.localhost")
        self.assertEqual(set(service.host_name_ids.mapped("name")), {"before.apps.localhost", "after.apps.localhost"})
        self.report(service, "ready")
        self.assertEqual(service.host_name_ids.mapped("name"), ["after.apps.localhost"])
        service.change_domain("before")
        self.assertEqual(service.host_name_id.name, "before.apps.localhost", "its last holder takes it back")
        generation = service.generation
        service.change_domain(" Before ")
        self.assertEqual(service.generation, generation, "the same address asks nothing")

    def test_port_and_scheme_show_in_the_address(self):
        parameters = self.env["ir.config_parameter"]
        parameters.set_param(M + "apps_scheme", "https")
        parameters.set_param(M + "apps_port", "8443")
        self.assertEqual(self.running(subdomain="shop").url, "https://shop.apps.localhost:8443")

    def test_without_a_wish_the_reference_is_the_name(self):
        service = self.launch(name="研發 My Shop")
        self.assertEqual(service.subdomain, service.reference)
        self.assertTrue(service.reference.startswith("my-shop-"))
        self.assertLessEqual(len(service.release_name), 52)

    def test_a_long_prefix_of_namespaces_leaves_less_of_the_name(self):
        self.env["ir.config_parameter"].set_param(M + "namespace_prefix", "a" * 31 + "-")
        workspace = self.make_workspace("owner", "Far")
        service = self.launch(person="owner", workspace=workspace, name="Shop of many a thing")
        self.assertRegex(service.release_name, rf"^a{{31}}-{workspace.id}-shop[a-z-]*[a-z]-[0-9a-f]{{6}}$")
        self.assertLessEqual(len(service.release_name), 52)

    def test_an_application_without_an_address_gets_none(self):
        self.template.write({"ingress_enabled": False})
        with self.assertRaises(Invalid) as refusal:
            self.launch(subdomain="shop")
        self.assertIn("subdomain", refusal.exception.fields)
        service = self.launch()
        self.assertFalse(service.host_name_id)
        self.assertEqual(service.url, "")
        with self.assertRaises(Invalid):
            service.change_domain("shop")


@tagged("post_install", "-at_install", "database_breaking")
class TestHostNameAtOnce(AtOnceCase):
    """Two real transactions; everything is removed afterwards."""

    def setUp(self):
        super().setUp()
        with self.committed() as env:
            user = make_people(env, "host", ["at_once"])["at_once"]
            template = env[M + "cloud_app_template"].create({
                "name": "At once", "slug": "at-once", "chart_name": "website", "chart_version": "1.0.0",
                "is_published": True, "ingress_enabled": True, "host_key": "ingress.host", "min_vcpu": 0.01})
            workspaces = env[M + "workspace"].create([{"name": f"At once {n}", "owner_id": user.id} for n in range(2)])
            self.user, self.template, self.workspaces = user.id, template.id, workspaces.ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self.committed() as env:
            services = env[M + "cloud_service"].search([("workspace_id", "in", self.workspaces)])
            services._bury()
            services.unlink()
            env[M + "host_name"].search([("workspace_id", "in", self.workspaces)]).unlink()
            env[M + "workspace"].browse(self.workspaces).unlink()
            env[M + "cloud_app_template"].browse(self.template).unlink()
            env["res.users"].browse(self.user).unlink()

    def test_one_of_two_gets_the_name(self):
        def launch(env, number):
            service, _ignored = env[M + "cloud_service"].launch(
                env[M + "workspace"].browse(self.workspaces[number]),
                env[M + "cloud_app_template"].browse(self.template), "Wanted", subdomain="wanted-by-two")
            return service.id

        ends = self.both_at_once(launch, (self.user, self.user))
        refusals = [end for end in ends if isinstance(end, Exception)]
        self.assertEqual([(type(end), str(end)) for end in refusals],
                         [(Conflict, "This name is taken. Choose another one.")])
        self.assertEqual(self.rows_of(
            "SELECT count(*) FROM woow_paas_platform_host_name WHERE name LIKE 'wanted-by-two.%%'"), [(1,)])
        self.assertEqual(self.rows_of(
            "SELECT count(*) FROM woow_paas_platform_cloud_service WHERE workspace_id IN %s", tuple(self.workspaces)),
            [(1,)], "the loser's transaction left nothing")
