"""What pages read from the cluster: who may, what happens when it is away, and how many do so at once."""

from odoo.tests import tagged

from ..src.clients import few_at_once
from .api_case import ApiCase
from .operator_stub import READ, operator_stub


@tagged("post_install", "-at_install")
class TestReads(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("user")
        self.one = f"/api/workspaces/{self.workspace.id}/services/{self.service.id}"

    def test_pages_get_what_the_operator_says(self):
        with operator_stub(self.env) as stub:
            for question in ("resources", "events", "logs", "metrics"):
                answer = self.send("GET", f"{self.one}/{question}").json()
                self.assertEqual(answer, {"success": True, "data": READ[question]})
            place = f"/api/releases/{self.service.namespace}/{self.service.release_name}"
            self.assertEqual([call["path"] for call in stub.calls], [
                f"{place}/{question}" for question in ("resources", "events", "logs", "metrics")])

    def test_logs_go_on_from_a_cursor_and_bad_parameters_never_reach_the_operator(self):
        with operator_stub(self.env) as stub:
            self.send("GET", f"{self.one}/logs?pod=site-0&container=site&since=2026-01-01T00:00:00.5Z&limit=10")
            self.assertEqual(stub.calls[0]["query"], {
                "pod": ["site-0"], "container": ["site"], "since": ["2026-01-01T00:00:00.5Z"], "limit": ["10"]})
            for query in ("pod=../x", "container=A", "since=yesterday", "limit=0", "limit=9999"):
                self.assertRefused(self.send("GET", f"{self.one}/logs?{query}"), 422, "invalid")
            self.assertEqual(len(stub.calls), 1)

    def test_before_the_cluster_knows_of_a_service_there_is_nothing_to_show(self):
        with operator_stub(self.env) as stub:
            for question in ("resources", "events", "logs", "metrics"):
                stub.answers.append((404, {"status": 404, "code": "not_found", "detail": "Unknown."}))
                response = self.send("GET", f"{self.one}/{question}")
                self.assertEqual(response.status_code, 200, response.text)
                data = response.json()["data"]
                self.assertFalse(data.get("items") or data.get("lines"))

    def test_a_guest_sees_objects_but_no_logs(self):
        self.sign_in("guest")
        with operator_stub(self.env) as stub:
            self.assertEqual(self.send("GET", f"{self.one}/resources").status_code, 200)
            self.assertRefused(self.send("GET", f"{self.one}/logs"), 403, "insufficient_role")
            self.assertEqual(len(stub.calls), 1)

    def test_only_a_few_ask_the_cluster_at_once(self):
        places = few_at_once._places
        for _place in range(few_at_once.AT_ONCE):
            self.assertTrue(places.acquire(blocking=False))
        try:
            with operator_stub(self.env) as stub:
                self.assertRefused(self.send("GET", f"{self.one}/resources"), 503, "operator_unavailable")
                self.assertFalse(stub.calls)
        finally:
            for _place in range(few_at_once.AT_ONCE):
                places.release()
        with operator_stub(self.env):
            self.assertEqual(self.send("GET", f"{self.one}/resources").status_code, 200)
