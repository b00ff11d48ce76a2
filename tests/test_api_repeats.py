"""Calls that come twice, and calls that come too late."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from ..src.api.routes import ROUTES, SERVICE, WORKSPACE
from .api_case import ApiCase

KEYS = "woow_paas_platform.idempotency_key"
WORKSPACES = "/api/workspaces"


@tagged("post_install", "-at_install")
class TestIdempotencyKey(ApiCase):
    def create(self, name, key, path=WORKSPACES, **body):
        return self.send("POST", path, {"name": name, **body}, {"Idempotency-Key": key})

    def test_the_same_key_and_body_make_one_record(self):
        self.sign_in("owner")
        first, second = (self.create("Once", "k-1") for _time in range(2))
        self.assertEqual([first.status_code, second.status_code], [201, 201])
        self.assertEqual(first.json(), second.json())
        self.assertEqual(self.env[WORKSPACE].search_count([("name", "=", "Once")]), 1)
        document = self.rpc(WORKSPACES, "create", {"Idempotency-Key": "k-1"}, name="Once")
        self.assertEqual(document["result"], first.json())

    def test_the_second_answer_is_rendered_anew(self):
        self.sign_in("owner")
        record_id = self.create("Once", "k-1").json()["data"]["id"]
        self.env[WORKSPACE].browse(record_id).name = "Renamed"
        self.assertEqual(self.create("Once", "k-1").json()["data"]["name"], "Renamed")

    def test_a_service_is_launched_once(self):
        self.sign_in("user")
        path = f"/api/workspaces/{self.workspace.id}/services"
        body = {"template_id": self.template.id, "subdomain": "once-only", "values": {"auth.password": "s3cret-pass"}}
        first, second = (self.create("Shop", "k-1", path, **body) for _time in range(2))
        self.assertEqual(first.status_code, 201, first.text)
        self.assertEqual(first.json(), second.json())
        self.assertEqual(self.env[SERVICE].search_count([("name", "=", "Shop")]), 1)
        kept = self.env[KEYS].search([]).read()
        self.assertEqual(len(kept), 1)
        self.assertNotIn("s3cret-pass", str(kept))

    def test_a_workspace_is_imported_once(self):
        self.sign_in("owner")
        document = json.loads(self.send("GET", f"/api/workspaces/{self.workspace.id}/export").text)
        document["workspace"]["name"] = "Imported once"
        key, path = {"Idempotency-Key": "k-1"}, f"{WORKSPACES}/import"
        tried = self.send("POST", f"{path}?dry_run=1", document, key)
        self.assertEqual((tried.status_code, tried.json()["data"]["workspace_id"]), (200, None), tried.text)
        first, second = (self.send("POST", path, document, key) for _time in range(2))
        self.assertEqual(first.status_code, 200, first.text)
        self.assertEqual(first.json(), second.json())
        self.assertEqual(self.env[WORKSPACE].search_count([("name", "=", "Imported once")]), 1)
        self.assertRefused(self.send("POST", f"{path}?dry_run=1", document, key), 422, "invalid")

    def test_ownership_is_offered_once(self):
        self.sign_in("owner")
        body, path = {"member_id": self.access["admin"].id}, f"/api/workspaces/{self.workspace.id}/transfer-ownership"
        first, second = (self.send("POST", path, body, {"Idempotency-Key": "k-1"}) for _time in range(2))
        self.assertEqual((first.status_code, first.json()), (201, second.json()), second.text)
        self.assertRefused(self.send("POST", path, body), 409, "conflict")

    def test_every_route_that_makes_a_record_takes_a_key(self):
        made = {route.name for route in ROUTES if route.creates}
        self.assertEqual(made - {"post_workspaces_import"}, {route.name for route in ROUTES if route.status == 201})

    def test_the_same_key_with_another_body_or_path_is_422(self):
        self.sign_in("owner")
        self.create("Once", "k-1")
        path = f"/api/workspaces/{self.workspace.id}/services"
        for response in (self.create("Other", "k-1"), self.create("Once", "k-1", path, template_id=self.template.id)):
            self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {"Idempotency-Key"})

    def test_a_key_belongs_to_its_caller(self):
        ids = set()
        for name in ("owner", "stranger"):
            self.sign_in(name)
            ids.add(self.create("Once", "k-1").json()["data"]["id"])
        self.assertEqual(len(ids), 2)

    def test_a_key_is_forgotten_after_a_day(self):
        self.sign_in("owner")
        first = self.create("Once", "k-1").json()["data"]["id"]
        self.env[KEYS].search([]).created_date = fields.Datetime.now() - timedelta(hours=25)
        self.assertNotEqual(self.create("Once", "k-1").json()["data"]["id"], first)
        self.env[KEYS].search([]).created_date = fields.Datetime.now() - timedelta(hours=25)
        self.env[KEYS]._gc_expired()
        self.assertFalse(self.env[KEYS].search([]))

    def test_a_refused_call_keeps_no_key(self):
        self.sign_in("owner")
        path = f"/api/workspaces/{self.workspace.id}/services"
        body = {"template_id": self.template.id, "subdomain": "www"}
        self.assertRefused(self.create("Shop", "k-1", path, **body), 422, "invalid")
        self.assertFalse(self.env[KEYS].search([]))

    def test_a_record_that_is_gone_is_404(self):
        self.sign_in("owner")
        record_id = self.create("Once", "k-1").json()["data"]["id"]
        self.env[WORKSPACE].browse(record_id).unlink()
        self.assertRefused(self.create("Once", "k-1"), 404, "not_found")

    def test_malformed_keys_are_422(self):
        self.sign_in("owner")
        for key in ("with space", "x" * 256):
            fields_told = self.assertRefused(self.create("Once", key), 422, "invalid")["fields"]
            self.assertEqual(set(fields_told), {"Idempotency-Key"})


@tagged("post_install", "-at_install")
class TestIfMatch(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("user")
        self.path = f"/api/workspaces/{self.workspace.id}/services/{self.service.id}"

    def test_the_etag_is_the_generation(self):
        response = self.send("GET", self.path)
        self.assertEqual(response.headers["ETag"], f'"{self.service.generation}"')

    def test_an_older_generation_is_412_and_changes_nothing(self):
        tag = self.send("GET", self.path).headers["ETag"]
        body = {"values": {"site.title": "First"}}
        changed = self.send("PATCH", self.path, body, {"If-Match": tag})
        self.assertEqual(changed.status_code, 200, changed.text)
        self.assertNotEqual(changed.headers["ETag"], tag)
        for verb, suffix in (("PATCH", ""), ("DELETE", ""), ("POST", "/stop"), ("POST", "/restart")):
            late = self.send(verb, self.path + suffix, body if verb == "PATCH" else None, {"If-Match": tag})
            self.assertRefused(late, 412, "version_changed")
        self.assertEqual(self.service.values["site.title"], "First")
        self.assertEqual(self.service.desired, "running")

    def test_any_of_several_tags_and_a_star_match(self):
        tag = f'"{self.service.generation}"'
        for header in (f'"99", {tag}', "*"):
            with self.undone():
                response = self.send("PATCH", self.path, {"name": "Other"}, {"If-Match": header})
                self.assertEqual(response.status_code, 200, response.text)
        for header in ("99", "nonsense", f"W/{tag}"):
            self.assertRefused(
                self.send("PATCH", self.path, {"name": "Other"}, {"If-Match": header}), 412, "version_changed")
