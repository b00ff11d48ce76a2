"""The marketplace's shelf: every application is whole, and fits the chart that it names.

Charts that are not ours can't be fetched here; ``tests/charts`` describes them (``scripts/describe-chart``).
"""

import importlib.util
import json
import re
from pathlib import Path

from odoo.tests import tagged

from ..src import connection, values
from .common import M, PaasCase

ROOT = Path(__file__).parent.parent
DESCRIBED = ROOT / "tests" / "charts"
FORMS = ROOT / "src" / "data" / "forms"
STARTED_HERE = {"postgresql", "valkey", "website", "odoo", "node-red", "mosquitto"}
FITS = {
    "boolean": {"boolean"}, "integer": {"number"}, "number": {"number"},
    "text": {"text"}, "textarea": {"text"}, "password": {"text"},
}


def form_of(application):
    """How ``scripts/describe-chart`` reads a form."""
    found = importlib.util.spec_from_file_location(
        "described_form", ROOT / "scripts" / "devkit" / "described_form.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module.Form(application)


def described(application):
    return json.loads((DESCRIBED / f"{application}.json").read_text())


def kind_of(key, keys):
    """What a chart says of a key: its kind, "map" inside of a map that takes any, None if it knows nothing of it."""
    if key in keys:
        return keys[key]
    parts = key.split(".")
    above = (".".join(parts[:length]) for length in range(len(parts) - 1, 0, -1))
    return "map" if any(keys.get(path) == "map" for path in above) else None


@tagged("post_install", "-at_install")
class TestShelf(PaasCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        slugs = [path.stem for path in FORMS.glob("*.json")]
        cls.shelf = cls.env[M + "cloud_app_template"].search([("slug", "in", slugs)])
        cls.others = cls.shelf.filtered(lambda template: template.slug not in STARTED_HERE)

    def test_at_least_fourteen_applications(self):
        self.assertEqual(set(self.shelf.mapped("slug")), {path.stem for path in FORMS.glob("*.json")})
        self.assertGreaterEqual(len(self.shelf), 14)

    def test_each_says_all_that_a_card_shows(self):
        for template in self.shelf:
            with self.subTest(application=template.slug):
                self.assertTrue(template.is_published and template.category_id and template.tag_ids)
                self.assertTrue(template.description and template.full_description and template.app_version)
                self.assertTrue(template.documentation_url.startswith("https://"))
                self.assertGreater(template.monthly_price, 0)
                icon = ROOT / "src" / template.icon_url.removeprefix("/woow_paas_platform/")
                self.assertIn(f'aria-label="{template.name}"', icon.read_text())
                self.assertEqual(template.upstream_started, template.slug in STARTED_HERE)

    def test_each_says_how_it_is_reached(self):
        for template in self.shelf:
            with self.subTest(application=template.slug):
                told = connection.localised(template.connection, "zh_TW")
                self.assertNotEqual(told["outside"], connection.localised(template.connection, "en_US")["outside"])
                known = values.specs_by_key(template.helm_value_specs)
                keys = [entry["key"] for entry in told["inside"] if "key" in entry]
                keys += re.findall(r"\{(\w+\.[\w.]+)\}", told.get("uri", ""))
                self.assertLessEqual(set(keys), set(known))
                self.assertTrue(all(known[entry["key"]].get("secret") for entry in told["inside"]
                                    if entry["kind"] == "secret"))

    def test_its_least_needs_are_those_of_the_form_as_it_opens(self):
        for template in self.shelf:
            with self.subTest(application=template.slug):
                found = values.resolve(template.helm_value_specs, {}, self.env._)
                least = {"vcpu": 0, "ram_gb": 0, "storage_gb": 0}
                needs = values.size(template.helm_value_specs, found.values, least)
                for name, least_of in (("vcpu", template.min_vcpu), ("ram_gb", template.min_ram_gb)):
                    self.assertGreaterEqual(least_of, needs[name], name)

    def test_every_key_of_a_form_is_one_of_its_chart(self):
        for template in self.others:
            keys = described(template.slug)["keys"]
            for key, spec in values.specs_by_key(template.helm_value_specs).items():
                with self.subTest(application=template.slug, key=key):
                    wanted = FITS.get(spec["type"]) or {"text"}
                    self.assertIn(kind_of(key, keys), {*wanted, "map", "unset"})

    def test_descriptions_are_those_of_these_forms_and_versions(self):
        for template in self.others:
            with self.subTest(application=template.slug):
                found = described(template.slug)
                self.assertEqual(found["form"], form_of(template.slug).digest(), "run scripts/describe-chart again")
                self.assertEqual(found["chart"]["name"], template.chart_name)
                self.assertIn(found["chart"]["version"], template.version_ids.mapped("chart_version"))
                self.assertEqual(found["chart"]["app_version"].partition("-")[0], template.app_version)

    def test_what_they_render_is_fit_for_a_tenant(self):
        for template in self.others:
            with self.subTest(application=template.slug):
                renders = described(template.slug)["renders"]
                self.assertFalse([found for found in renders["findings"] if found["code"] not in template.allow])
                self.assertTrue(renders["images"])
                for image in renders["images"]:
                    self.assertNotIn("bitnami", image)
                    self.assertRegex(image.rpartition(":")[2], r"^\d")
                self.assertEqual(renders["hosts"], ["shelf.example.com"] if template.ingress_enabled else [])

    def test_no_chart_of_the_shelf_brings_a_second_ingress_or_more_than_one_main_pod(self):
        for template in self.others:
            kinds = [name.partition("/")[0] for name in described(template.slug)["renders"]["objects"]]
            with self.subTest(application=template.slug):
                self.assertEqual(kinds.count("Ingress"), 1)
                self.assertIn("Service", kinds)
                self.assertFalse({"Role", "ClusterRole", "DaemonSet"} & set(kinds))


@tagged("post_install", "-at_install")
class TestShippedRecords(PaasCase):
    """Sites that made the like of a shipped record before an upgrade brought it."""

    def load(self, model, xml_id, **vals):
        return self.env[M + model]._load_records(
            [{"xml_id": f"woow_paas_platform.{xml_id}", "values": vals, "noupdate": True}], True)

    def template_vals(self, **changes):
        return {"name": "Ours", "slug": "test-site", "chart_repository": "builtin", "chart_name": "website",
                "chart_version": "1.0.0", "is_published": True, **changes}

    def test_a_tag_and_a_category_of_the_same_name(self):
        tag = self.env[M + "cloud_app_tag"].create({"name": "Made here"})
        self.assertEqual(self.load("cloud_app_tag", "tag_new", name="Made here"), tag)
        category = self.env[M + "cloud_app_category"].create({"name": "Own", "slug": "own", "active": False})
        self.assertEqual(self.load("cloud_app_category", "category_new", name="Ours", slug="own"), category)
        self.assertEqual(category.name, "Own")

    def test_an_application_of_the_same_chart_stays_as_it_is(self):
        self.assertEqual(self.load("cloud_app_template", "template_new", **self.template_vals()), self.template)
        self.assertEqual(self.template.name, "Site")

    def test_an_application_of_another_chart_keeps_its_short_name(self):
        made = self.load("cloud_app_template", "template_new", **self.template_vals(chart_name="postgresql"))
        self.assertEqual((made.slug, made.is_published), ("test-site-2", False))
        self.assertEqual(self.template.slug, "test-site")

    def test_a_version_that_was_added_by_hand(self):
        own = self.template.latest_version_id
        vals = {"template_id": self.template.id, "chart_version": "1.0.0", "notes": "Shipped."}
        self.assertEqual(self.load("cloud_app_version", "version_new", **vals), own)
        self.assertFalse(own.notes)

    def test_news_are_filled_in_where_nothing_was_said(self):
        self.template.provides = "mine"
        self.template._fill_in({"provides": "ours", "connection": {"outside": "Said."}})
        self.assertEqual((self.template.provides, self.template.connection), ("mine", {"outside": "Said."}))
