"""Cases that follow from the route table: unknown and foreign ids, bad bodies, schemas, the description."""

import json

from odoo.tests import tagged
from openapi_spec_validator import validate

from ..src.api.openapi import document
from ..src.api.routes import LINK, ROUTES
from .api_case import JSON, ApiCase
from .api_requests import NO_SUCH_ID, RequestMaker
from .operator_stub import operator_stub

WALKED = [route for route in ROUTES if route.auth == "paas"]
BY_LINK = [route for route in ROUTES if route.auth == "paas_link"]
ONE = {
    "workspace_id": "foreign_workspace",
    "member_id": "foreign_member",
    "service_id": "foreign_service",
    "template_id": "hidden_template",
    "invitation_id": "foreign_invitation",
    "token_id": "foreign_token",
}


@tagged("post_install", "-at_install")
class TestApiTable(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = RequestMaker(cls)
        cls.foreign_service = cls.launch("outsider", cls.foreign_workspace, "Elsewhere")
        cls.foreign_member = cls.foreign_workspace.access_ids
        cls.foreign_invitation = cls.requests.invitation(cls.foreign_workspace, "a-link-to-elsewhere")
        cls.foreign_token = cls.requests.access_token("outsider")
        cls.hidden_template = cls.template.create({**cls.template_values("api-hidden"), "is_published": False})

    def setUp(self):
        super().setUp()
        self.sign_in("owner")

    def test_every_route_under_api_is_in_the_table_and_vice_versa(self):
        rules = self.env["ir.http"].routing_map().iter_rules()
        served = {
            (verb, rule.rule)
            for rule in rules if rule.rule.startswith("/api/")
            for verb in rule.methods - {"OPTIONS", "HEAD"}
        }
        self.assertEqual(served, {(verb, route.rule) for route in ROUTES for verb in route.verbs})
        self.assertEqual(len({route.name for route in ROUTES}), len(ROUTES))

    def test_no_route_is_open_to_nobody(self):
        rules = [rule for rule in self.env["ir.http"].routing_map().iter_rules() if rule.rule.startswith("/api/")]
        self.assertNotIn("none", {rule.endpoint.routing["auth"] for rule in rules})
        self.assertEqual(
            {rule.rule for rule in rules if rule.endpoint.routing["auth"] == "public"},
            {"/api/openapi.json", "/api/docs"},
        )
        self.assertEqual(
            {rule.rule for rule in rules if rule.endpoint.routing["auth"] == "paas_link"}, {LINK, f"{LINK}/decline"})

    def test_good_calls_answer_what_their_schema_says(self):
        checked = 0
        for route in sorted((*WALKED, *BY_LINK), key=self.requests.caller_order):
            if route.remote:
                continue
            with self.subTest(route=route.name), self.undone():
                self.sign_in(self.requests.caller(route))
                request = self.requests.good(route)
                response = self.send(route.verb, request.url, request.body)
                self.assertEqual(response.status_code, route.status, response.text[:500])
                if not route.bare:
                    self.assert_fits(route, response.json())
                checked += 1
        self.assertEqual(checked, len(WALKED) + len(BY_LINK) - sum(route.remote for route in WALKED))

    def test_what_is_read_from_the_cluster_fits_its_schema_and_is_a_503_without_one(self):
        remote = [route for route in WALKED if route.remote]
        self.assertGreater(len(remote), 4)
        for route in remote:
            with self.subTest(route=route.name):
                url = self.requests.good(route).url
                response = self.send(route.verb, url)
                self.assertRefused(response, 503, "operator_unavailable")
                self.assertTrue(response.headers["Retry-After"])
                with operator_stub(self.env):
                    answered = self.send(route.verb, url)
                self.assertEqual(answered.status_code, 200, answered.text[:500])
                self.assert_fits(route, answered.json())

    def test_a_revealed_secret_fits_its_schema_and_is_recorded(self):
        route = next(route for route in WALKED if route.action == "reveal")
        with operator_stub(self.env):
            response = self.send(route.verb, self.requests.good(route).url)
        self.assertEqual(response.json()["data"], {"key": "auth.password", "value": "s3cret"})
        self.assert_fits(route, response.json())
        newest = self.env["woow_paas_platform.activity"].search([("subject", "=", self.service.name)], limit=1)
        self.assertEqual((newest.action, newest.actor_id), ("secret.revealed", self.people["owner"]))

    def assert_fits(self, route, body):
        self.assertEqual(set(body), {"success", "data", "count"} if route.many else {"success", "data"})
        self.assertIs(body["success"], True)
        if route.answer is None:
            self.assertIsNone(body["data"])
            return
        rows = body["data"] if route.many else [body["data"]]
        self.assertTrue(rows)
        for row in rows:
            route.answer.model_validate_json(json.dumps(row), strict=True)

    def test_unknown_and_foreign_ids_are_the_same_404(self):
        for route in WALKED:
            for name, attribute in ONE.items():
                if f"<int:{name}>" not in route.rule:
                    continue
                answers = set()
                for record_id in (NO_SUCH_ID, self[attribute].id):
                    with self.subTest(route=route.name, name=name, id=record_id), self.undone():
                        request = self.requests.elsewhere(route, name, record_id)
                        response = self.send(route.verb, request.url, request.body)
                        self.assertRefused(response, 404, "not_found")
                        answers.add(response.text)
                self.assertEqual(len(answers), 1)

    def __getitem__(self, name):
        return getattr(self, name)

    def test_bodies_that_do_not_fit_are_422_with_fields_and_change_nothing(self):
        for route in WALKED:
            with self.subTest(route=route.name):
                request = self.requests.good(route)
                before = self.requests.snapshot()
                if route.verb == "GET":
                    response = self.send("GET", f"{request.path}?no_such_parameter=1")
                else:
                    response = self.send(route.verb, request.path, {"no_such_field": 1})
                fields = self.assertRefused(response, 422, "invalid")["fields"]
                self.assertTrue({"no_such_parameter", "no_such_field"} & set(fields))
                self.assertEqual(self.requests.snapshot(), before)

    def test_every_field_of_every_body_has_its_type_checked(self):
        for route in WALKED:
            for name in route.body.model_fields if route.body else ():
                with self.subTest(route=route.name, field=name):
                    request = self.requests.good(route)
                    response = self.send(route.verb, request.path, {**request.body, name: {"a": [{}]}})
                    fields = self.assertRefused(response, 422, "invalid")["fields"]
                    self.assertTrue(any(field.startswith(name) for field in fields), fields)

    def test_writes_demand_json(self):
        for route in WALKED:
            if route.verb == "GET":
                continue
            with self.subTest(route=route.name):
                request = self.requests.good(route)
                data = json.dumps(request.body or {"a": 1})
                for content_type in ("text/plain", "application/x-www-form-urlencoded"):
                    response = self.send(route.verb, request.path, data=data, headers={"Content-Type": content_type})
                    self.assertRefused(response, 400, "bad_request")
                response = self.send(route.verb, request.path, data="{", headers=JSON)
                self.assertRefused(response, 400, "bad_request")

    def test_the_description_is_valid_and_complete(self):
        described = self.send("GET", "/api/openapi.json").json()
        validate(described)
        self.assertEqual(described, json.loads(json.dumps(document())))
        module = self.env.ref("base.module_woow_paas_platform")
        self.assertTrue(module.latest_version.endswith(f".{described['info']['version']}"))
        operations = sum(len(path) for path in described["paths"].values())
        self.assertEqual(operations, len(ROUTES))

    def test_the_description_and_its_page_are_readable_without_signing_in(self):
        self.sign_in(None)
        self.assertEqual(self.send("GET", "/api/openapi.json").status_code, 200)
        page = self.send("GET", "/api/docs")
        self.assertEqual(page.status_code, 200)
        self.assertNotIn("://", page.text)
        self.assertNotIn("unsafe-eval", page.headers["Content-Security-Policy"])
        self.assertIn("default-src 'self'", page.headers["Content-Security-Policy"])
