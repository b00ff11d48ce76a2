"""Versions of an application: which one is launched, which are an update, and databases from before there were any."""

from odoo.tests import BaseCase, tagged

from ..src import connection, value_specs, values
from ..src.api.errors import Invalid
from ..src.models.cloud_app_version import precedence
from .common import SPECS, M, PaasCase
from .test_values import one, say

IN_ORDER = ["0.9.10", "0.10.0-rc.2", "0.10.0-rc.10", "0.10.0", "1.0.0-alpha", "1.0.0-beta.1", "1.0.0", "v1.0.1",
            "1.2.0", "1.10.0", "10.0.0"]
CONNECTION = {
    "inside": [{"label": "Host", "kind": "host"}, {"label": "Password", "kind": "secret", "key": "auth.password",
                                                   "translations": {"zh_TW": {"label": "密碼"}}}],
    "outside": "Not reachable.", "uri": "postgresql://{auth.username}@{host}:{port}/x",
    "translations": {"zh_TW": {"outside": "無法連線。"}},
}


@tagged("post_install", "-at_install")
class TestVersionWords(BaseCase):
    def test_versions_sort_as_semver_says(self):
        self.assertEqual(sorted(sorted(IN_ORDER), key=precedence), IN_ORDER)

    def test_places_in_fixed_values(self):
        tree = {"hosts": [{"host": "{host}", "n": 1}], "root": "{url}/x", "tpl": "{{ .Values.host }} {unknown}"}
        found = values.filled_in(tree, {"host": "a.example", "url": "https://a.example", "release": "r"})
        self.assertEqual(found, {"hosts": [{"host": "a.example", "n": 1}], "root": "https://a.example/x",
                                 "tpl": "{{ .Values.host }} {unknown}"})

    def test_mistakes_in_a_connection(self):
        self.assertIsNone(connection.problem_of(CONNECTION, say))
        self.assertIsNone(connection.problem_of({}, say))
        for mistake in ([], {"more": 1}, {"inside": {}}, {"inside": [{"label": "x", "kind": "secret"}]},
                        {"inside": [{"label": "x", "kind": "host", "key": "a"}]}, {"inside": [{"kind": "host"}]},
                        {"outside": 5}, {"uri": "x://{a b}"}):
            with self.subTest(mistake=mistake):
                self.assertEqual(bool(connection.problem_of(mistake, say)), bool(mistake))

    def test_a_connection_in_ones_own_language(self):
        found = connection.localised(CONNECTION, "zh_TW")
        self.assertEqual([entry["label"] for entry in found["inside"]], ["Host", "密碼"])
        self.assertEqual(found["outside"], "無法連線。")
        self.assertEqual(connection.localised(CONNECTION, "en_US")["outside"], "Not reachable.")

    def test_where_a_value_may_come_from(self):
        for source in ({"provides": "postgresql", "key": "auth.password"}, {"provides": "redis", "key": "@host"}):
            self.assertEqual(value_specs.problems_of(one("text", **{"from": source}), say), [])
        for source in ("postgresql", {}, {"provides": "x"}, {"provides": "x", "key": "@name"},
                       {"provides": "x", "key": "a..b"}, {"provides": 1, "key": "a"}):
            with self.subTest(source=source):
                self.assertTrue(value_specs.problems_of(one("text", **{"from": source}), say))


@tagged("post_install", "-at_install")
class TestVersions(PaasCase):
    def version(self, number, **changes):
        return self.env[M + "cloud_app_version"].create(
            {"template_id": self.template.id, "chart_version": number, "helm_value_specs": SPECS, **changes})

    def test_a_template_begins_with_one_version(self):
        first = self.template.version_ids
        self.assertEqual(first.chart_version, "1.0.0")
        self.assertEqual(first, self.template.latest_version_id)
        self.assertEqual(first.helm_value_specs["required"][0]["key"], "site.title")
        self.assertEqual(self.template._copied_by_service(), first._copied_by_service())
        self.assertEqual(first._copied_by_service()["chart_name"], "website")

    def test_a_template_without_a_version_is_refused(self):
        for version in ({}, {"chart_version": "latest"}, {"chart_version": "1.0.0", "chart_digest": "sha256:12"}):
            with self.subTest(version=version), self.assertRaises(Invalid), self.env.cr.savepoint():
                self.env[M + "cloud_app_template"].create(
                    {"name": "X", "slug": "x", "chart_name": "x", "helm_value_specs": SPECS, **version})

    def test_the_newest_offered_one_is_launched(self):
        self.version("1.10.0")
        self.version("1.9.0")
        self.assertEqual(self.launch().chart_version, "1.10.0")
        hidden = self.version("2.0.0", is_offered=False)
        self.assertEqual(self.launch().chart_version, "1.10.0")
        hidden.is_offered = True
        self.assertEqual(self.launch().chart_version, "2.0.0")
        self.assertEqual(self.template.version_ids._newer_than("1.9.0").mapped("chart_version"), ["2.0.0", "1.10.0"])
        self.assertFalse(self.template.version_ids._newer_than("2.0.0"))

    def test_what_is_published_offers_a_version(self):
        with self.assertRaises(Invalid):
            self.template.version_ids.is_offered = False

    def test_a_version_of_its_own_has_its_own_form(self):
        second = self.version("1.1.0", helm_value_specs=one("text", default="x"), helm_default_values={"a": {"c": 1}})
        self.assertEqual(self.template.helm_default_values, {"a": {"c": 1}})
        self.assertEqual(second._size({"a.b": "x"})["vcpu"], 0.01)
        self.template.specs_text = '{"required": [], "optional": []}'
        self.assertEqual(second.helm_value_specs, {"required": [], "optional": []})
        self.assertEqual(self.template.version_ids[-1].helm_value_specs, SPECS)

    def test_members_see_what_is_offered(self):
        hidden = self.version("2.0.0", is_offered=False)
        seen = self.env[M + "cloud_app_version"].with_user(self.people["guest"]).search(
            [("template_id", "=", self.template.id)])
        self.assertEqual(seen.mapped("chart_version"), ["1.0.0"])
        self.assertIn(hidden, hidden.with_user(self.people["platform_admin"]).search([]))

    def test_an_address_needs_a_key_or_a_place(self):
        self.template.helm_default_values = {"ingress": {"hosts": [{"host": "{host}"}]}}
        self.template.host_key = False
        service = self.launch(subdomain="placed")
        service.host_name_id.name = "placed.example.com"
        intent = service._intent_for_operator(service._intent(1))
        self.assertEqual(intent["values"]["ingress"]["hosts"], [{"host": "placed.example.com"}])
        service.change_domain("moved")
        with self.assertRaises(Invalid):
            self.template.helm_default_values = {}

    def test_what_was_accepted_and_the_digest_are_told_to_the_operator(self):
        self.template.write({"allow": ["floating_tag"], "chart_digest": "sha256:" + "a" * 64})
        service = self.launch()
        intent = service._intent_for_operator(service._intent(1))
        self.assertEqual(intent["policy"]["allow"], ["floating_tag"])
        self.assertEqual(intent["chart"]["digest"], "sha256:" + "a" * 64)

    def test_a_copy_is_a_template_of_its_own(self):
        copy = self.template.copy()
        self.assertEqual((copy.slug, copy.is_published, copy.chart_version), ("test-site-2", False, "1.0.0"))
        self.assertNotEqual(copy.version_ids, self.template.version_ids)

    def test_a_database_from_before_versions_is_carried_over(self):
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM woow_paas_platform_cloud_app_version WHERE template_id = %s",
                            [self.template.id])
        self.env.cr.execute(
            "ALTER TABLE woow_paas_platform_cloud_app_template ADD chart_version varchar, ADD chart_digest varchar,"
            " ADD helm_value_specs jsonb, ADD helm_default_values jsonb")
        self.env.cr.execute(
            "UPDATE woow_paas_platform_cloud_app_template SET chart_version = '3.2.1', helm_value_specs ="
            """ '{"required": [], "optional": []}', helm_default_values = '{"kept": true}'""")
        self.env[M + "cloud_app_version"].init()
        self.env[M + "cloud_app_version"].init()
        self.env.invalidate_all()
        self.assertEqual(self.template.version_ids.mapped("chart_version"), ["3.2.1"])
        self.assertEqual(self.template.version_ids.helm_default_values, {"kept": True})
        self.assertTrue(self.template.version_ids.is_offered)
