"""The guided form: what is let through to Helm, and what is told to the person."""

import json
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..src import value_specs, values
from ..src.value_references import Neighbour
from ..src.values import localised, merged, nested, resolve

CHOICE = {"value": "a", "label": "a"}
WITHOUT_SECRETS = ("home-assistant", "uptime-kuma")  # the first visitor makes the account
MAILS = ("owner", "owner@localhost", "owner@-a.com", "a..b@example.com", "-a@example.com", "ä@example.com", "a@b@c.de")
ZONES = ("Mars/Olympus", "Europe/Berln", "Asia/Calcutta", "US/Pacific")
FORMS = Path(__file__).parent.parent / "src" / "data" / "forms"


def say(sentence, *args):
    """In place of ``env._``."""
    return sentence % args if args else sentence


def known_mail():
    return values.specs_by_key(json.loads((FORMS / "gitea.json").read_text()))["settings.defaultAdmin.email"]


def form(*specs):
    return {"required": [], "optional": [{"label": "L", **spec} for spec in specs]}


def one(kind, **attributes):
    return form({"key": "a.b", "type": kind, **attributes})


GOOD = [
    ("text", {}, "x"),
    ("text", {}, "名字"),
    ("text", {"min": 2, "max": 3}, "abc"),
    ("text", {"pattern": "[a-z]+"}, "abc"),
    ("text", {}, ""),
    ("text", {"pattern": "[a-z]+"}, ""),
    ("text", {"format": "timezone"}, "UTC"),
    ("text", {"format": "timezone"}, "America/Argentina/Ushuaia"),
    ("text", {"format": "timezone"}, ""),
    ("textarea", {}, "a\nb\ttab"),
    ("password", {}, "p w"),
    ("number", {"min": 0, "max": 1.5}, 1.5),
    ("number", {}, -3),
    ("integer", {"min": 1, "max": 3}, 3),
    ("integer", {}, 5.0),
    ("boolean", {}, False),
    ("boolean", {}, True),
    ("select", {"options": [{"value": 1, "label": "one"}]}, 1),
]
BAD = [
    ("text", {}, 5, "a text"),
    ("text", {}, True, "a text"),
    ("text", {}, ["x"], "a text"),
    ("text", {}, {"a": 1}, "a text"),
    ("text", {}, "a\nb", "line breaks"),
    ("text", {}, "a\x00b", "Control"),
    ("text", {}, "\x1b[0m", "Control"),
    ("textarea", {}, "a\x07", "Control"),
    ("text", {"min": 2}, "a", "at least 2"),
    ("text", {"max": 2}, "abc", "at most 2"),
    ("text", {}, "x" * 20000, "at most 16384"),
    ("text", {"pattern": "[a-z]+"}, "abc1", "does not have the form"),
    ("text", {"pattern": "[a-z]+"}, "abc\nx", "line breaks"),
    ("text", {"pattern": "a", "help": "Only a."}, "b", "Only a."),
    ("text", {"format": "timezone"}, "Europe/Atlantis", "a time zone"),
    ("text", {"format": "timezone"}, "europe/berlin", "a time zone"),
    ("text", {"format": "timezone"}, "Asia/Calcutta", "a time zone"),
    ("text", {"format": "timezone"}, "../etc/passwd", "a time zone"),
    ("text", {"required": True}, "", "needed"),
    ("number", {}, "5", "a number"),
    ("number", {}, True, "a number"),
    ("number", {}, float("nan"), "a number"),
    ("number", {}, float("inf"), "a number"),
    ("number", {}, 10**400, "a number"),
    ("number", {"min": 1}, 0.5, "at least 1"),
    ("number", {"min": 0}, -0.5, "at least 0"),
    ("integer", {"max": 0}, 1, "at most 0"),
    ("number", {"max": 1}, 2, "at most 1"),
    ("integer", {}, 1.5, "whole"),
    ("integer", {}, "7", "whole"),
    ("boolean", {}, "true", "yes or no"),
    ("boolean", {}, 1, "yes or no"),
    ("select", {"options": [{"value": 1, "label": "one"}]}, 2, "one of"),
    ("select", {"options": [{"value": 1, "label": "one"}]}, True, "one of"),
    ("select", {"options": [{"value": "a", "label": "a"}]}, ["a"], "one of"),
]


@tagged("post_install", "-at_install")
class TestValues(BaseCase):
    def test_what_fits(self):
        for kind, attributes, value in GOOD:
            with self.subTest(kind=kind, value=value, **attributes):
                found = resolve(one(kind, **attributes), {"a.b": value}, say)
                self.assertFalse(found.errors)
                self.assertEqual(found.values, {"a.b": value})

    def test_what_does_not_fit_is_told_in_a_sentence(self):
        for kind, attributes, value, words in BAD:
            with self.subTest(kind=kind, value=str(value)[:20], **attributes):
                found = resolve(one(kind, **attributes), {"a.b": value}, say)
                self.assertIn(words, found.errors["a.b"])

    def test_a_whole_number_is_sent_as_one(self):
        self.assertEqual(json.dumps(resolve(one("integer"), {"a.b": 5.0}, say).values), '{"a.b": 5}')

    def test_only_the_whitelist_goes_through(self):
        found = resolve(one("text"), {"a.b": "x", "a": {"c": 1}, "image.tag": "evil", "a.b.c": 1}, say)
        self.assertEqual(found.values, {"a.b": "x"})
        self.assertEqual(found.ignored, ["a", "a.b.c", "image.tag"])

    def test_defaults_required_and_back_to_default(self):
        specs = {"required": [{"key": "n", "label": "N", "type": "text"}],
                 "optional": [{"key": "o", "label": "O", "type": "text", "default": "d"}]}
        self.assertEqual(set(resolve(specs, {}, say).errors), {"n"})
        self.assertEqual(resolve(specs, {"n": "x"}, say).values, {"n": "x", "o": "d"})
        current = {"n": "x", "o": "mine"}
        self.assertEqual(resolve(specs, {}, say, current).values, current)
        self.assertEqual(resolve(specs, {}, say, current, ["o"]).values, {"n": "x", "o": "d"})
        self.assertEqual(resolve(specs, {"o": None}, say, current).values, {"n": "x", "o": "d"})
        self.assertEqual(set(resolve(specs, {"n": None}, say, current).errors), {"n"})

    def test_an_emptied_field_that_may_not_be_empty_goes_back_to_its_default(self):
        def emptied(**attributes):
            return resolve(one("text", **attributes), {"a.b": ""}, say, {"a.b": "mine"})

        self.assertEqual(emptied(default="UTC", pattern="[A-Z]+").values, {"a.b": "UTC"})
        self.assertEqual(emptied(default="Title", min=1).values, {"a.b": "Title"})
        self.assertEqual(emptied(default="UTC", format="timezone").values, {"a.b": "UTC"})
        for empty_fits in ({"default": "d"}, {"default": "d", "pattern": "x?"}, {"pattern": "[a-z]+"}, {"min": 3}):
            self.assertEqual(emptied(**empty_fits).values, {"a.b": ""}, empty_fits)
        self.assertEqual(set(emptied(default="d", min=1, required=True).errors), {"a.b"})

    def test_immutable(self):
        specs = one("text", immutable=True, default="x")
        self.assertFalse(resolve(specs, {"a.b": "y"}, say).errors)
        self.assertIn("cannot be changed", resolve(specs, {"a.b": "z"}, say, {"a.b": "y"}).errors["a.b"])
        self.assertFalse(resolve(specs, {"a.b": "y"}, say, {"a.b": "y"}).errors)
        self.assertIn("cannot be changed", resolve(specs, {}, say, {"a.b": "y"}, ["a.b"]).errors["a.b"])

    def test_secrets_stay_apart(self):
        specs = form({"key": "p", "type": "password", "secret": True, "min": 8, "generate": {"length": 24}},
                     {"key": "q", "type": "password", "secret": True, "required": True})
        found = resolve(specs, {"p": "long enough", "q": "x"}, say)
        self.assertEqual((found.values, found.secrets), ({}, {"p": "long enough", "q": "x"}))
        self.assertEqual(set(resolve(specs, {"p": "", "q": ""}, say).errors), {"q"}, "empty is not given")
        self.assertIn("at least 8", resolve(specs, {"p": "short", "q": "x"}, say).errors["p"])
        again = resolve(specs, {}, say, {}, held=["p", "q"])
        self.assertFalse(again.errors, "what the cluster holds need not be told again")

    def test_a_secret_that_is_reset_is_made_anew_given_up_or_missed(self):
        specs = form({"key": "p", "type": "password", "secret": True, "generate": {"length": 24}},
                     {"key": "q", "type": "password", "secret": True},
                     {"key": "r", "type": "password", "secret": True, "required": True},
                     {"key": "s", "type": "password", "secret": True, "immutable": True})
        held = ["p", "q", "r", "s"]
        self.assertEqual(resolve(specs, {}, say, {}, held=held).held, held)
        found = resolve(specs, {"q": None}, say, {}, ["p"], held)
        self.assertEqual((len(found.secrets["p"]), found.held), (24, ["r", "s"]))
        self.assertNotEqual(found.secrets, resolve(specs, {}, say, {}, ["p"], held).secrets)
        self.assertEqual(set(resolve(specs, {}, say, {}, ["r"], held).errors), {"r"})
        self.assertEqual(resolve(specs, {"r": ""}, say, {}, (), held).held, held, "empty is not given")
        self.assertIn("cannot be changed", resolve(specs, {"s": "x"}, say, {}, (), held).errors["s"])
        self.assertFalse(resolve(specs, {"s": "x"}, say, {}, (), held[:3]).errors, "a version may bring a new one")

    def test_a_value_may_come_from_a_neighbour(self):
        source = {"provides": "postgresql", "key": "auth.password"}
        specs = form({"key": "db.password", "type": "password", "secret": True, "required": True, "from": source},
                     {"key": "db.port", "type": "integer", "default": 1, "from": {**source, "key": "@port"}},
                     {"key": "title", "type": "text"})
        neighbours = {7: Neighbour("Base", "postgresql", frozenset({"auth.password"})), 8: Neighbour("Cache", "redis"),
                      9: Neighbour("Empty", "postgresql")}

        def ask(wanted, current=None, unset=(), **more):
            return resolve(specs, wanted, say, current, unset, neighbours=neighbours, **more)

        taken = {"db.password": {"from_service": 7, "key": "auth.password"}}
        found = ask({"db.password": {"from_service": 7}, "db.port": {"from_service": 9, "key": "@port"}})
        self.assertEqual(found.values, {**taken, "db.port": {"from_service": 9, "key": "@port"}})
        self.assertEqual((found.secrets, found.errors), ({}, {}))
        self.assertEqual(ask({"title": "x"}, taken).values, {**taken, "db.port": 1, "title": "x"})
        self.assertEqual(ask({"db.password": "own"}, taken).secrets, {"db.password": "own"})
        self.assertEqual(set(ask({}, taken, ["db.password"]).errors), {"db.password"}, "nothing is left")
        for value, words in (
            ({"from_service": 5}, "not there any more"), ({"from_service": 8}, "Cache"), ({"from_service": 9}, "Empty"),
            ({"from_service": 7, "key": "auth.username"}, "cannot be taken"),
        ):
            self.assertIn(words, ask({"db.password": value}).errors["db.password"])
        self.assertIn("cannot be taken", ask({"title": {"from_service": 7}, **taken}).errors["title"])

    def test_show_if(self):
        specs = form({"key": "tls", "type": "boolean", "default": False},
                     {"key": "mail", "type": "text", "required": True, "show_if": {"tls": True}},
                     {"key": "many", "type": "text", "default": "d", "show_if": {"tls": [True, "maybe"]}})
        self.assertEqual(resolve(specs, {"mail": 5}, say).values, {"tls": False}, "hidden: neither needed nor sent")
        self.assertEqual(set(resolve(specs, {"tls": True}, say).errors), {"mail"})
        self.assertEqual(
            resolve(specs, {"tls": True, "mail": "m"}, say).values, {"tls": True, "mail": "m", "many": "d"})

    def test_too_much_altogether(self):
        specs = form(*({"key": f"k{n}", "type": "textarea"} for n in range(20)))
        found = resolve(specs, {f"k{n}": "x" * 16000 for n in range(20)}, say)
        self.assertEqual(set(found.errors), {"values"})

    def test_nested_and_merged(self):
        base = {"a": {"b": 1, "c": {"d": 2}}, "l": [1]}
        self.assertEqual(nested({"a.b": 9, "a.c.e": 3, "z": 0}), {"a": {"b": 9, "c": {"e": 3}}, "z": 0})
        self.assertEqual(
            merged(base, nested({"a.b": 9, "a.c.e": 3})), {"a": {"b": 9, "c": {"d": 2, "e": 3}}, "l": [1]})
        self.assertEqual(base, {"a": {"b": 1, "c": {"d": 2}}, "l": [1]}, "neither is changed")


MISTAKES = [
    ([], "an object"), ({"more": []}, "an object"), ({"required": {"key": "a"}}, "lists"),
    (form({"key": "a..b", "type": "text"}), "dotted"), (form({"key": "-a", "type": "text"}), "dotted"),
    (form({"key": "a\n", "type": "text"}), "dotted"), (form({"key": 5, "type": "text"}), "dotted"),
    (one("color"), "type"), (one("text", label=""), "label"), (one("text", colour=1), "colour"),
    (one("text", required="yes"), "true or false"), (one("text", help=5), "texts"),
    (one("number", min="1"), "numbers"),
    (one("number", min=3, max=1), "more than"), (one("select"), "options"), (one("text", options=[]), "Only a select"),
    (one("select", options=["a"]), "value"), (one("text", pattern="("), "regular"),
    (one("number", pattern="a"), "texts"), (one("text", format="colour"), "timezone"),
    (one("text", format=["timezone"]), "timezone"), (one("select", format="timezone", options=[CHOICE]), "plain"),
    (one("password", secret=True, format="timezone"), "plain"),
    (one("text", format="timezone", default="Mars"), "default"),
    (one("number", secret=True), "secret"), (one("password", secret=True, default="x"), "default"),
    (one("text", generate={"length": 24}), "generate"), (one("password", secret=True, generate=True), "generate"),
    (one("password", secret=True, generate={"length": 4}), "generate"), (one("integer", default="x"), "default"),
    (one("text", translations={"zh_TW": {"key": "x"}}), "translations"),
    (form({"key": "a", "type": "text"}, {"key": "a", "type": "text"}), "twice"),
    (form({"key": "a", "type": "text"}, {"key": "a.b", "type": "text"}), "inside"),
    (form({"key": "a", "type": "text", "show_if": {"b": 1}}), "show_if"),
    (form({"key": "a", "type": "text", "show_if": {"a": 1}}), "show_if"),
]


@tagged("post_install", "-at_install")
class TestValueSpecs(BaseCase):
    def test_mistakes_are_told_when_a_template_is_saved(self):
        for specs, words in MISTAKES:
            with self.subTest(words=words, specs=str(specs)[:80]):
                sentences = value_specs.problems_of(specs, say)
                self.assertEqual(len(sentences), 1, sentences)
                self.assertIn(words, sentences[0])

    def test_the_forms_of_our_own_applications(self):
        for path in sorted(FORMS.glob("*.json")):
            with self.subTest(form=path.stem):
                specs = json.loads(path.read_text())
                self.assertEqual(value_specs.problems_of(specs, say), [])
                found = resolve(specs, {}, say)
                known = values.specs_by_key(specs)
                self.assertFalse([key for key in found.errors if "from" not in known[key]],
                                 "its defaults launch, but for what a neighbour gives")
                self.assertEqual(bool(values.secret_keys(specs)), path.stem not in WITHOUT_SECRETS)
                for entry in specs["required"] + specs["optional"]:
                    self.assertIn("zh_TW", entry["translations"])

    def test_what_keeps_an_application_from_starting_does_not_pass_its_form(self):
        refused = {
            "gitea": {"settings.defaultAdmin.user": ("admin", "user", "api", "a--b", "Admin"),
                      "settings.defaultAdmin.email": MAILS},
            "grafana": {"env.GF_SMTP_FROM_ADDRESS": MAILS}, "vaultwarden": {"smtp.from": MAILS},
            "postgresql": {"configuration.timezone": ZONES}, "n8n": {"timezone": ZONES},
            "node-red": {"flows.timezone": ZONES}, "home-assistant": {"timezone": ZONES},
        }
        for application, fields in refused.items():
            known = values.specs_by_key(json.loads((FORMS / f"{application}.json").read_text()))
            for key, wrong in fields.items():
                for value in wrong:
                    with self.subTest(application=application, key=key, value=value):
                        self.assertTrue(values.problem(known[key], value, say))
        for value in ("owner@example.com", "first.last+tag@mail.example.co.uk"):
            self.assertIsNone(values.problem(known_mail(), value, say), value)

    def test_a_format_tells_its_choices(self):
        specs = form({"key": "zone", "type": "text", "format": "timezone"}, {"key": "b", "type": "text"})
        zone, plain = localised(specs, "en_US")["optional"]
        self.assertIn("Asia/Taipei", zone["choices"])
        self.assertIn("UTC", zone["choices"])
        self.assertEqual(zone["choices"], sorted(zone["choices"]))
        self.assertNotIn("choices", plain)

    def test_a_form_in_ones_own_language(self):
        specs = json.loads((FORMS / "postgresql.json").read_text())
        english, chinese = localised(specs, "en_US"), localised(specs, "zh_TW")
        self.assertEqual(english["required"][0]["label"], "Database")
        self.assertEqual(chinese["required"][0]["label"], "資料庫")
        sizes = {spec["key"]: spec for spec in chinese["optional"]}["resources.preset"]
        self.assertTrue(sizes["options"][0]["label"].startswith("小"))
        self.assertEqual(sizes["options"][0]["value"], "small")
        self.assertNotIn("translations", json.dumps([english, chinese]))
        self.assertEqual(localised(None, "en_US"), {"required": [], "optional": []})
