"""The first form that is proposed for a chart."""

import json

from odoo.tests import BaseCase, tagged

from ..src import chart_form, value_specs, values
from .test_values import say

VALUES = {
    "image": {"repository": "docker.io/x/y", "tag": "1.2.3"},
    "site": {"title": "Mine", "maxUploadSize": 64, "public": True, "note": ""},
    "auth": {"adminPassword": "", "existingSecret": "", "apiKey": "", "tokenPath": "/x"},
    "cache": {"enabled": False, "size": 5},
    "persistence": {"size": "1Gi", "storageClass": ""},
    "livenessProbe": {"enabled": True, "periodSeconds": 5},
    "some.file": {"inside": 1},
    "list": [1], "nothing": None, "empty": {},
    "ingress": {"enabled": False, "hosts": [{"host": "chart.local", "paths": [{"path": "/x", "pathType": "Exact"}]}]},
}
TEXT = "## @param site.title [string] What visitors read first\n"
SCHEMA = json.dumps({"properties": {
    "site": {"properties": {"maxUploadSize": {"type": "integer", "minimum": 1, "maximum": 100, "description": "In MB."},
                            "title": {"maxLength": 10, "pattern": "^[A-Z].*$"}}},
    "persistence": {"properties": {"size": {"enum": ["1Gi", "2Gi"]}}},
    "auth": "nonsense",
}})


def by_key(proposed):
    return {found["spec"]["key"]: found for found in proposed}


@tagged("post_install", "-at_install")
class TestChartForm(BaseCase):
    def setUp(self):
        super().setUp()
        self.found = by_key(chart_form.propose(VALUES, TEXT, SCHEMA))

    def spec(self, key):
        return self.found[key]["spec"]

    def test_scalars_only_and_each_makes_a_sound_spec(self):
        self.assertNotIn("some.file.inside", self.found)
        self.assertFalse({"list", "nothing", "empty", "ingress.hosts"} & set(self.found))
        specs = {"required": [], "optional": [found["spec"] for found in self.found.values()]}
        self.assertEqual(value_specs.problems_of(specs, say), [])
        self.assertFalse(values.resolve(specs, {}, say).errors)

    def test_types_bounds_and_words(self):
        size = self.spec("site.maxUploadSize")
        self.assertEqual((size["type"], size["default"], size["min"], size["max"]), ("integer", 64, 1, 100))
        self.assertEqual((size["label"], size["group"], size["help"]), ("Max upload size", "Site", "In MB."))
        title = self.spec("site.title")
        self.assertEqual((title["max"], title["pattern"], title["help"]), (10, "^[A-Z].*$", "What visitors read first"))
        self.assertEqual(self.spec("site.public")["type"], "boolean")
        self.assertEqual([option["value"] for option in self.spec("persistence.size")["options"]], ["1Gi", "2Gi"])

    def test_secrets_by_their_names(self):
        password, key = self.spec("auth.adminPassword"), self.spec("auth.apiKey")
        self.assertEqual((password["secret"], password["generate"]), (True, {"length": 24}))
        self.assertTrue(key["secret"])
        self.assertNotIn("generate", key, "comes from somebody else")
        for name in ("auth.existingSecret", "auth.tokenPath", "site.note"):
            self.assertNotIn("secret", self.spec(name))

    def test_what_a_first_form_offers(self):
        offered = {key for key, found in self.found.items() if found["offered"]}
        self.assertLessEqual({"site.title", "auth.adminPassword", "cache.enabled", "persistence.size"}, offered)
        self.assertFalse({"image.tag", "livenessProbe.enabled", "auth.existingSecret", "cache.size"} & offered)
        many = chart_form.propose({f"k{n}": "x" for n in range(100)})
        self.assertEqual(sum(found["offered"] for found in many), chart_form.FIRST_FORM)

    def test_the_address(self):
        self.assertEqual(chart_form.propose_fixed(VALUES), (
            {"ingress": {"enabled": True, "hosts": [
                {"host": "{host}", "paths": [{"path": "/", "pathType": "Prefix"}]}]}}, ""))
        fixed, _key = chart_form.propose_fixed({"ingress": {"enabled": False, "hosts": ["a"]}})
        self.assertEqual(fixed["ingress"]["hosts"], ["{host}"])
        self.assertEqual(chart_form.propose_fixed({"ingress": {"enabled": True, "hostname": ""}}),
                         ({"ingress": {"enabled": True}}, "ingress.hostname"))
        self.assertEqual(chart_form.propose_fixed({}), ({}, ""))

    def test_stand_ins_to_render_with(self):
        specs = {
            "required": [{"key": "a", "label": "A", "type": "text"}, {"key": "n", "label": "N", "type": "integer"}],
            "optional": [{"key": "p", "label": "P", "type": "password", "secret": True, "generate": {"length": 24}},
                         {"key": "z", "label": "Z", "type": "text", "format": "timezone", "required": True},
                         {"key": "q", "label": "Q", "type": "text"}]}
        self.assertEqual(chart_form.sample(specs), {"a": "sample", "n": 1, "p": "s3cret" * 4, "z": "UTC"})
        self.assertEqual(chart_form.sample(specs, for_launch=True), {"a": "sample", "n": 1, "z": "UTC"})

    def test_odd_charts_are_met_calmly(self):
        for schema in ("{", "[]", '{"properties": []}', '{"properties": {"site": {"properties": {"title": 5}}}}'):
            self.assertIn("site.title", by_key(chart_form.propose(VALUES, "", schema)))
        self.assertEqual(chart_form.propose({}), [])
