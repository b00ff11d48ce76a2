"""Values that come from another service: who may be asked, what the operator is told, and what follows a change."""

from odoo.tests import tagged

from ..src.api.errors import Invalid
from .common import M, PaasCase

SOURCE = {"provides": "database", "key": "auth.password"}
FORM = {"required": [{"key": "db.password", "label": "Password", "type": "password", "secret": True, "from": SOURCE},
                     {"key": "db.host", "label": "Host", "type": "text", "from": {**SOURCE, "key": "@host"}}],
        "optional": [{"key": "title", "label": "Title", "type": "text", "default": "x"}]}


@tagged("post_install", "-at_install")
class TestNeighbours(PaasCase):
    def setUp(self):
        super().setUp()
        self.template.provides = "database"
        self.consumer_template = self.template.copy({
            "slug": "consumer", "is_published": True, "provides": False, "helm_value_specs": FORM})
        self.source = self.running(name="Base")
        self.values = {"db.password": {"from_service": self.source.id}, "db.host": {"from_service": self.source.id}}

    def consume(self, values=None, workspace=None, person="member"):
        template, self.template = self.template, self.consumer_template
        try:
            return self.launch("Shop", person=person, values=values or self.values, workspace=workspace)
        finally:
            self.template = template

    def test_the_operator_reads_what_odoo_never_sees(self):
        service = self.consume()
        told = service._intent_for_operator(service._intent(1))
        release = self.source.release_name
        self.assertEqual(told["references"], {
            "db.password": {"release": release, "key": "auth.password"},
            "db.host": {"release": release, "key": "@host"}})
        self.assertEqual((told["secrets"], told["values"].get("db")), ({}, None))
        self.assertFalse(service.secret_keys)
        shown = service.with_user(self.people["guest"])._to_api(detail=True)[0]
        self.assertEqual(shown["values"]["db.password"], {
            "from_service": self.source.id, "from_service_name": "Base", "key": "auth.password"})
        self.assertEqual(self.source._to_api(detail=True)[0]["used_by"], [{"id": service.id, "name": "Shop"}])

    def test_only_living_neighbours_that_provide_it(self):
        foreign = self.launch(person="neighbour", workspace=self.neighbourhood)
        other = self.consume()
        gone = self.running(name="Gone")
        gone.remove()
        for source in (foreign, other, gone):
            with self.subTest(source=source.name), self.assertRaises(Invalid) as refusal:
                self.consume({**self.values, "db.password": {"from_service": source.id}})
            self.assertEqual(set(refusal.exception.fields), {"db.password"})
        with self.assertRaises(Invalid):
            self.consume({**self.values, "title": {"from_service": self.source.id, "key": "site.title"}})

    def test_a_new_value_reaches_those_who_take_it_once_it_works(self):
        service = self.consume()
        self.report(service, "ready")
        self.source.change({"site.title": "Something else"})
        self.report(self.source, "ready")
        self.assertEqual(service.generation, 1, "what nobody takes is told to nobody")
        self.source.change({"auth.password": "another-password"})
        self.assertEqual((service.generation, service.is_stale), (1, True))
        self.report(self.source, "ready")
        self.assertEqual((service.generation, service.state, service.is_stale), (2, "upgrading", False))
        log = self.env[M + "activity"].search([("subject_id", "=", service.id)], limit=1)
        self.assertEqual((log.action, log.actor_name), ("service.followed", "Platform"))

    def test_what_the_operator_says_of_a_neighbour_names_the_service(self):
        """It knows releases; people know the names that they gave."""
        service = self.consume()
        release = self.source.release_name
        said = {"message": f"The service {release}, which a value is to come from, is not there.",
                "said": [{"key": "reference_gone", "params": {"release": release}}]}
        self.report(service, "failed", reason={"code": "reference_missing", **said})
        shown = service.with_user(self.people["member"])._to_api()[0]
        self.assertEqual(shown["state_reason"], "The service Base, which a value is to come from, is not there.")
        self.assertNotIn(release, service.state_reason)

    def test_when_the_source_is_gone_the_consumer_shows_it_and_can_be_mended(self):
        service = self.consume()
        self.report(service, "ready")
        self.source.remove()
        self.report(self.source, "deleted")
        shown = service._to_api(detail=True)[0]["values"]["db.host"]
        self.assertEqual(shown["from_service_name"], "")
        with self.assertRaises(Invalid) as refusal:
            service.change({"title": "y"})
        self.assertEqual(set(refusal.exception.fields), {"db.password", "db.host"})
        service.change({"db.host": "db.example.com", "db.password": "by-hand"})
        told = service._intent_for_operator(service._intent(2))
        self.assertEqual((told["values"]["db"]["host"], told["secrets"]), (
            "db.example.com", {"db.password": {"value": "by-hand"}}))
        self.assertNotIn("references", told)

    def test_a_document_of_the_workspace_holds_no_numbers_of_this_database(self):
        self.template.version_ids.copy({"chart_version": "1.1.0"})
        self.consume()
        document = self.workspace.with_user(self.people["owner"]).export_workspace()
        shop = next(row for row in document["services"] if row["name"] == "Shop")
        self.assertEqual(shop["values"], {
            "title": "x", "db.host": {"from_service": "Base", "key": "@host"},
            "db.password": {"from_service": "Base", "key": "auth.password"}})
        importer = self.env(user=self.people["stranger"].id)
        copy, made = importer[M + "workspace"].import_workspace({**document, "members": []})
        self.assertEqual((made["notes"], copy.export_workspace()["services"]), ([], document["services"]))
        base = copy.sudo().service_ids.filtered(lambda service: service.name == "Base")
        self.assertEqual({value["from_service"] for value in copy.sudo().service_ids.filtered(
            lambda service: service.name == "Shop").values.values() if isinstance(value, dict)}, {base.id})

    def test_a_document_whose_sources_are_missing_or_go_round_is_refused(self):
        self.consume()
        document = self.workspace.with_user(self.people["owner"]).export_workspace()
        importer = self.env(user=self.people["stranger"].id)
        lonely = {**document, "services": [row for row in document["services"] if row["name"] == "Shop"]}
        itself = {**lonely, "services": [
            {**row, "values": {"db.password": {"from_service": "Shop"}}} for row in lonely["services"]]}
        for wrong in (lonely, itself):
            with self.assertRaises(Invalid) as refusal:
                importer[M + "workspace"].import_workspace(wrong, dry_run=True)
            self.assertTrue(any(key.startswith("services.0") for key in refusal.exception.fields))
