"""What holds for every call: content types, bodies, sign-in, envelopes, headers."""

import json

from odoo.tests import tagged

from .api_case import JSON, ApiCase

ME = "/api/me"


@tagged("post_install", "-at_install")
class TestApiBasics(ApiCase):
    def test_signed_out_is_a_401_in_json_and_never_a_redirect(self):
        self.sign_in(None)
        response = self.send("GET", ME)
        self.assertRefused(response, 401, "unauthenticated")
        self.assertNotIn("Location", response.headers)

    def test_a_bearer_token_that_nobody_issued_is_a_401_with_a_challenge(self):
        for name in (None, "owner"):
            self.sign_in(name)
            response = self.send("GET", ME, headers={"Authorization": "Bearer nonsense"})
            self.assertRefused(response, 401, "unauthenticated")
            self.assertTrue(response.headers["WWW-Authenticate"].startswith("Bearer "))

    def test_an_unknown_path_is_a_404_and_a_wrong_verb_a_405(self):
        self.sign_in("owner")
        for path in ("/api", "/api/", "/api/nothing/here", "/api//workspaces", "/api/%00", "/api/workspaces/%00"):
            self.assertRefused(self.send("GET", path), 404, "not_found")
        self.assertRefused(self.send("GET", "/api/workspaces/abc"), 404, "not_found")
        for verb in ("DELETE", "OPTIONS"):
            response = self.send(verb, ME)
            self.assertRefused(response, 405, "method_not_allowed")
            self.assertEqual(response.headers["Allow"], "GET, HEAD, PATCH, PUT")

    def test_what_only_begins_like_the_api_is_not_part_of_it(self):
        response = self.send("GET", "/apiary")
        self.assertEqual(response.status_code, 404)
        self.assertTrue(response.headers["Content-Type"].startswith("text/html"))

    def test_what_a_form_of_another_site_can_send_is_refused(self):
        self.sign_in("owner")
        before = self.people["owner"].lang
        types = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", None)
        for content_type in types:
            for data in (json.dumps({"name": "Stolen"}), ""):
                headers = {"Content-Type": content_type} if content_type else {}
                response = self.send("POST", "/api/workspaces", data=data, headers=headers)
                self.assertRefused(response, 400, "bad_request")
        envelope = {"jsonrpc": "2.0", "method": "call", "params": {"action": "update", "lang": "en_US"}}
        response = self.send("POST", ME, data=json.dumps(envelope), headers={"Content-Type": "text/plain"})
        self.assertIn(response.status_code, (400, 405))
        self.assertEqual(self.people["owner"].lang, before)
        self.assertFalse(self.env["woow_paas_platform.workspace"].search([("name", "=", "Stolen")]))

    def test_bodies_that_cannot_be_read_are_400(self):
        self.sign_in("owner")
        bad = ("{", "[]", '"text"', "5", "null", '{"name": NaN}', '{"name": Infinity}', "\xff",
               "[" * 5000, '{"a":' * 40 + "1" + "}" * 40, '{"id": ' + "9" * 5000 + "}")
        for data in bad:
            with self.subTest(data=data[:20]):
                response = self.send("POST", "/api/workspaces", data=data.encode("latin-1"), headers=JSON)
                self.assertRefused(response, 400, "bad_request")

    def test_text_that_no_database_holds_is_422(self):
        self.sign_in("owner")
        for text in ("a\x00b", "a\ud800b"):
            response = self.send("POST", "/api/workspaces", {"name": text})
            self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {"name"})
            response = self.send("POST", "/api/workspaces", {"name": "x", text: 1})
            self.assertRefused(response, 422, "invalid")
        self.assertRefused(self.send("GET", "/api/workspaces?search=%00"), 422, "invalid")
        body = self.send("GET", "/api/subdomains/a%00b/availability").json()
        self.assertIs(body["data"]["available"], False)

    def test_a_body_over_one_mebibyte_is_413(self):
        self.sign_in("owner")
        response = self.send("POST", "/api/workspaces", {"name": "x" * (1024 * 1024)})
        self.assertRefused(response, 413, "too_large")

    def test_wrong_types_and_unknown_fields_are_422_with_fields(self):
        self.sign_in("owner")
        for body, field in (
            ({}, "name"), ({"name": 5}, "name"), ({"name": ["x"]}, "name"), ({"name": None}, "name"),
            ({"name": ""}, "name"), ({"name": "  "}, "name"), ({"name": "x" * 121}, "name"), ({"name": "a\nb"}, "name"),
            ({"name": "x", "description": {}}, "description"), ({"name": "x", "role": "owner"}, "role"),
        ):
            with self.subTest(body=body):
                response = self.send("POST", "/api/workspaces", body)
                self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {field})

    def test_list_parameters_that_make_no_sense_are_422_with_fields(self):
        self.sign_in("owner")
        for query, field in (
            ("limit=0", "limit"), ("limit=201", "limit"), ("limit=x", "limit"), ("offset=-1", "offset"),
            ("order=password", "order"), ("order=name;drop", "order"), ("state=gone", "state"),
            ("nonsense=1", "nonsense"), ("search=" + "x" * 201, "search"), ("offset=9999999999", "offset"),
        ):
            with self.subTest(query=query):
                response = self.send("GET", f"/api/workspaces?{query}")
                self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {field})
        response = self.send("GET", "/api/me?x=1")
        self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {"x"})

    def test_ids_out_of_range_are_404(self):
        self.sign_in("owner")
        for record_id in (0, -1, 2**31, 2**63, 10**30):
            self.assertRefused(self.send("GET", f"/api/workspaces/{record_id}"), 404, "not_found")

    def test_an_envelope_is_answered_by_an_envelope(self):
        self.sign_in("owner")
        result = self.rpc(ME, "get")["result"]
        self.assertEqual(result, self.send("GET", ME).json())
        error = self.rpc(ME, "drop")["error"]
        self.assertEqual((error["code"], error["data"]["code"]), (422, "invalid"))
        self.assertEqual(set(error["data"]["fields"]), {"action"})
        error = self.rpc("/api/nothing", "get")["error"]
        self.assertEqual((error["code"], error["data"]["code"]), (404, "not_found"))
        self.sign_in(None)
        error = self.rpc(ME, "get")["error"]
        self.assertEqual((error["code"], error["data"]["name"]), (100, "odoo.http.SessionExpiredException"))
        self.assertEqual(error["data"]["debug"], "")

    def test_envelopes_that_cannot_be_read(self):
        self.sign_in("owner")
        for params in ([], "text", {"action": 5}, {}):
            response = self.send("POST", ME, {"jsonrpc": "2.0", "id": 3, "method": "call", "params": params})
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.json()["id"], 3)
            self.assertIn(response.json()["error"]["data"]["code"], ("bad_request", "invalid"))
        response = self.send("POST", ME, {"jsonrpc": "2.0", "id": {"a": 1}, "params": {"action": "get"}})
        self.assertIsNone(response.json()["id"])

    def test_documents_are_not_reached_by_json_rpc(self):
        for path in ("/api/docs", "/api/openapi.json"):
            self.assertEqual(self.rpc(path, "get")["error"]["code"], 405)

    def test_head_answers_headers_only(self):
        self.sign_in("owner")
        response = self.send("HEAD", ME)
        self.assertEqual((response.status_code, response.content), (200, b""))

    def test_put_is_taken_as_patch(self):
        self.sign_in("owner")
        response = self.send("PUT", ME, {"tz": "Asia/Taipei"})
        self.assertEqual(response.json()["data"]["tz"], "Asia/Taipei")

    def test_preferences_take_what_is_offered_only(self):
        self.sign_in("owner")
        response = self.send("PATCH", ME, {"lang": "xx_XX", "tz": "Mars/Base"})
        self.assertEqual(set(self.assertRefused(response, 422, "invalid")["fields"]), {"lang", "tz"})

    def test_every_answer_carries_the_security_headers(self):
        self.sign_in("owner")
        for path in (ME, "/api/nothing"):
            headers = self.send("GET", path).headers
            self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "same-origin")
            self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])
