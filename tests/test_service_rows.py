"""What a list tells of services, which is read past the fields: the same words, under the same rules."""

from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..src.models.serialize import iso, iso_sql
from .common import SPECS, M, PaasCase

MOMENTS = (datetime(2026, 1, 2, 3, 4, 5, 999999), datetime(1999, 12, 31, 23, 59, 59), None)


@tagged("post_install", "-at_install")
class TestServiceRows(PaasCase):
    def setUp(self):
        super().setUp()
        self.services = self.env[M + "cloud_service"].concat(*(self.launch(name) for name in ("B", "A", "C")))

    def seen_by(self, person):
        return self.services.with_user(self.people[person])

    def one(self, person="guest"):
        return self.seen_by(person)[0]._to_api()[0]

    def offer(self, number, **changes):
        return self.env[M + "cloud_app_version"].create(
            {"template_id": self.template.id, "chart_version": number, "helm_value_specs": SPECS, **changes})

    def test_moments_are_written_alike_by_python_and_by_the_database(self):
        for moment in MOMENTS:
            [(written,)] = self.env.execute_query(SQL("SELECT %s", iso_sql(SQL("%s::timestamp", moment))))
            self.assertEqual(written, iso(moment))
        self.assertEqual(iso(MOMENTS[0]), "2026-01-02T03:04:05Z")
        self.assertEqual(self.one()["created_date"], iso(self.services[0].create_date))

    def test_in_the_order_of_the_records_archived_or_not(self):
        self.services[1].active = False
        self.assertEqual([row["name"] for row in self.seen_by("guest")._to_api()], ["B", "A", "C"])

    def test_one_that_may_not_be_read_refuses_them_all(self):
        for person in ("stranger", "neighbour", "internal"):
            with self.subTest(person=person), self.assertRaises(AccessError):
                self.seen_by(person)._to_api()
        foreign = self.launch("Foreign", person="neighbour", workspace=self.neighbourhood)
        with self.assertRaises(AccessError):
            (self.seen_by("guest") + foreign.with_user(self.people["guest"]))._to_api()

    def test_found_are_only_those_of_ones_own_workspaces(self):
        self.launch("Foreign", person="neighbour", workspace=self.neighbourhood)

        def found(person, **window):
            rows = self.env(user=self.people[person].id)[M + "cloud_service"]._search_to_api(
                [("workspace_id", "in", (self.workspace + self.neighbourhood).ids)], order="name", **window)
            return [row["name"] for row in rows]

        self.assertEqual(found("guest"), ["A", "B", "C"])
        self.assertEqual(found("guest", limit=1, offset=1), ["B"])
        self.assertEqual(found("neighbour"), ["Foreign"])
        self.assertEqual(found("stranger"), [])

    def test_what_was_changed_and_not_written_yet_is_told(self):
        self.services[0].name = "Renamed"
        self.services[0].host_name_id.name = "renamed.example.com"
        self.template.write({"name": "Pages", "provides": "redis"})
        self.template.category_id = self.env[M + "cloud_app_category"].create({"name": "Shelf", "slug": "shelf"})
        row = self.one()
        self.assertEqual((row["name"], row["provides"]), ("Renamed", "redis"))
        self.assertIn("renamed.example.com", row["url"])
        self.assertEqual((row["template"]["name"], row["template"]["category"]["name"]), ("Pages", "Shelf"))
        self.assertEqual(row["template"]["currency"], self.env.company.currency_id.name)

    def test_the_template_in_ones_own_language(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.assertEqual(self.one()["template"]["name"], "Site")
        self.template.with_context(lang="zh_TW").name = "網站"
        seen = self.seen_by("guest")[0].with_context(lang="zh_TW")
        self.assertEqual(seen._to_api()[0]["template"]["name"], "網站")
        self.assertEqual(self.one()["template"]["name"], "Site")

    def test_the_newest_version_is_the_one_that_semver_says(self):
        self.assertEqual(self.one()["update_available"], "")
        for number, newest in (("1.9.0", "1.9.0"), ("1.10.0-rc.1", "1.10.0-rc.1"), ("1.10.0", "1.10.0"),
                               ("1.10.0-rc.2", "1.10.0"), ("0.99.0", "1.10.0")):
            self.offer(number)
            self.assertEqual(self.one()["update_available"], newest)
        self.offer("2.0.0", is_offered=False)
        self.assertEqual(self.one()["update_available"], "1.10.0")
        self.template.is_published = False
        self.assertEqual(self.one()["update_available"], "1.10.0", "who has it may stay up to date")
