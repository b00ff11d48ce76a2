"""``What will change``: it says what the act would do, writes nothing, and works while the cluster is away."""

from odoo.tests import tagged

from ..src.api.routes import SERVICE
from .api_case import ApiCase
from .operator_stub import READ, operator_stub

REFUSED = {"status": 409, "code": "chart_not_fetched", "detail": "Fetching."}


@tagged("post_install", "-at_install")
class TestPreview(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("user")
        self.services = f"/api/workspaces/{self.workspace.id}/services"
        self.one = f"{self.services}/{self.service.id}"

    def ask(self, **body):
        response = self.send("POST", f"{self.one}/preview", body)
        self.assertEqual(response.status_code, 200, response.text)
        return response.json()["data"]

    def test_before_a_launch(self):
        before = self.env[SERVICE].search_count([])
        body = {"template_id": self.template.id, "name": "Shop", "subdomain": "api-shop",
                "values": {"site.title": "Ours", "auth.password": "s3cret-pass"}}
        with operator_stub(self.env) as stub:
            response = self.send("POST", f"{self.services}/preview", body)
            told = stub.calls[0]
        self.assertEqual(response.status_code, 200, response.text)
        self.assertNotIn("s3cret-pass", response.text)
        data = response.json()["data"]
        self.assertEqual(data["values"], [
            {"key": "site.title", "label": "Title", "before": None, "after": "Ours", "secret": False,
             "generated": False, "options": {}},
            {"key": "auth.password", "label": "Password", "before": None, "after": None, "secret": True,
             "generated": False, "options": {}},
            {"key": "@host", "label": "Address", "before": None, "after": "api-shop.apps.localhost", "secret": False,
             "generated": False, "options": {}},
        ])
        self.assertEqual((data["objects"], data["cluster"]), (READ["preview"]["objects"], "ok"))
        self.assertEqual(data["price"], {"before": 0, "after": 5, "currency": self.env.company.currency_id.name})
        self.assertEqual(data["version"], {"before": "", "after": "1.0.0"})
        self.assertEqual({row["resource"]: row["fits"] for row in data["quota"]}, dict.fromkeys(
            ("cpu", "memory_gb", "storage_gb", "services"), True))
        self.assertEqual((told["body"]["generation"], told["body"]["action"]), (1, "install"))
        self.assertEqual(told["body"]["hosts"], ["api-shop.apps.localhost"])
        self.assertEqual(told["body"]["values"]["ingress"]["host"], "api-shop.apps.localhost")
        self.assertTrue(told["path"].startswith(f"/api/releases/{self.workspace.namespace}/"))
        self.assertEqual(self.env[SERVICE].search_count([]), before, "nothing was launched")
        self.assertTrue(self.send("GET", "/api/subdomains/api-shop/availability").json()["data"]["available"])

    def test_before_the_first_launch_the_namespace_is_the_one_that_it_would_get(self):
        workspace = self.make_workspace("user", "Empty")
        before = workspace.namespace
        self.env["ir.config_parameter"].set_param("woow_paas_platform.namespace_prefix", "paas-other-")
        with operator_stub(self.env) as stub:
            self.send("POST", f"/api/workspaces/{workspace.id}/services/preview",
                      {"template_id": self.template.id, "name": "Shop"})
            self.assertTrue(stub.calls[0]["path"].startswith(f"/api/releases/paas-other-{workspace.id}/"))
        self.assertEqual(workspace.namespace, before)

    def test_a_change_without_a_cluster(self):
        data = self.ask(action="change", values={"site.title": "New", "auth.password": "another-1", "no": 1})
        self.assertEqual([(row["key"], row["before"], row["after"]) for row in data["values"]],
                         [("site.title", "Again", "New"), ("auth.password", None, None)])
        self.assertEqual((data["cluster"], data["objects"]), ("unavailable", []))
        self.assertTrue(data["message"])
        self.assertEqual(data["price"]["before"], data["price"]["after"])
        self.assertEqual(self.service.values["site.title"], "Again")
        self.assertEqual(self.service.generation, 2)

    def test_a_chart_that_is_not_there_yet_and_one_that_is_refused(self):
        with operator_stub(self.env) as stub:
            stub.answers.append((409, REFUSED))
            self.assertEqual(self.ask(action="change", values={"site.title": "New"})["cluster"], "not_fetched")
            stub.answers.append((422, {**REFUSED, "status": 422, "code": "values", "detail": "Title is too long."}))
            data = self.ask(action="change", values={"site.title": "New"})
        self.assertEqual((data["cluster"], data["message"]), ("ok", "Title is too long."))
        self.assertEqual([warning["code"] for warning in data["warnings"]], ["values"])

    def test_what_does_not_fit_the_quota_is_said_and_not_refused(self):
        self.workspace.write({"plan_id": False, "quota_cpu": 0.3})
        with operator_stub(self.env) as stub:
            raw = {"code": "quota", "message": "exceeded quota: limits.cpu=300m", "object": "Deployment/site"}
            stub.answers.append((200, {**READ["preview"], "warnings": [raw]}))
            response = self.send("POST", f"{self.services}/preview", {"template_id": self.template.id, "name": "Shop"})
        data = response.json()["data"]
        row = next(row for row in data["quota"] if row["resource"] == "cpu")
        self.assertEqual((row["used"], row["after"], row["fits"]), (0.25, 0.5, False))
        [warning] = data["warnings"]
        self.assertEqual((warning["code"], warning["object"]), ("quota", ""), "our sentence, not the cluster's words")

    def test_what_a_neighbour_lacks_is_told_by_its_name(self):
        release = self.service.release_name
        english = f"The service {release} has no value x to give."
        warning = {"code": "reference_missing", "object": "", "message": english,
                   "said": [{"key": "reference_empty", "params": {"release": release, "key": "x"}}]}
        with operator_stub(self.env) as stub:
            stub.answers.append((200, {**READ["preview"], "warnings": [warning]}))
            told = self.ask(action="change", values={"site.title": "New"})["warnings"]
        self.assertIn(f"The service {self.service.name} has no value x to give.", [row["message"] for row in told])

    def test_an_upgrade_a_rollback_and_an_address(self):
        self.template.version_ids.copy({"chart_version": "1.1.0"})
        with operator_stub(self.env) as stub:
            data = self.ask(action="upgrade", version="1.1.0")
            self.assertEqual(data["version"], {"before": "1.0.0", "after": "1.1.0"})
            self.assertEqual(stub.calls[0]["body"]["chart"]["version"], "1.1.0")
            self.assertEqual(self.ask(generation=1), self.ask(action="rollback", generation=1))
            data = self.ask(action="rollback", generation=1)
            self.assertEqual([(row["before"], row["after"]) for row in data["values"]], [("Again", "Hello")])
            self.assertIn("data_not_rolled_back", [warning["code"] for warning in data["warnings"]])
            data = self.ask(action="domain", subdomain="api-elsewhere")
            self.assertEqual(
                [(row["key"], row["after"]) for row in data["values"]], [("@host", "api-elsewhere.apps.localhost")])
            self.assertEqual(stub.calls[-1]["body"]["hosts"], ["api-elsewhere.apps.localhost"])
        self.assertEqual(self.service.generation, 2)

    def test_what_the_act_would_refuse_is_refused(self):
        for body, status, code in (
            ({"action": "change", "values": {"site.title": 5}}, 422, "invalid"),
            ({"action": "upgrade", "version": "9.9.9"}, 404, "not_found"), ({"action": "upgrade"}, 404, "not_found"),
            ({"action": "rollback", "generation": 77}, 404, "not_found"), ({"action": "burn"}, 422, "invalid"),
            ({"action": "domain", "subdomain": "www"}, 422, "invalid"),
        ):
            with self.subTest(**body):
                self.assertRefused(self.send("POST", f"{self.one}/preview", body), status, code)
        self.settle(self.service, "error")
        self.service.desired = "absent"
        self.assertRefused(self.send("POST", f"{self.one}/preview", {"action": "change"}), 409, "conflict")
        self.sign_in("guest")
        self.assertRefused(self.send("POST", f"{self.one}/preview", {"action": "change"}), 403, "insufficient_role")
