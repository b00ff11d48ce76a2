"""A service's life as a member of the workspace drives it through the API."""

from odoo.tests import tagged

from .api_case import ApiCase


@tagged("post_install", "-at_install")
class TestServices(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("user")
        self.services = f"/api/workspaces/{self.workspace.id}/services"
        self.one = f"{self.services}/{self.service.id}"

    def launch_by_api(self, **body):
        return self.send("POST", self.services, {"template_id": self.template.id, "name": "Shop", **body})

    def test_a_launch_is_a_wish_that_waits_for_the_cluster(self):
        values = {"site.title": "Ours", "auth.password": "s3cret-pass", "site.nonsense": 1}
        response = self.launch_by_api(subdomain="Api-Shop", values=values)
        self.assertEqual(response.status_code, 201, response.text)
        self.assertNotIn("s3cret-pass", response.text)
        service = response.json()["data"]
        self.assertEqual((service["state"], service["generation"], service["observed_generation"]), ("pending", 1, 0))
        self.assertEqual(service["ignored_values"], ["site.nonsense"])
        self.assertEqual(service["values"]["auth.password"], {"value": None, "has_value": True})
        self.assertEqual(service["values"]["site.title"], "Ours")
        self.assertEqual((service["subdomain"], service["url"]), ("api-shop", "http://api-shop.apps.localhost"))

    def test_a_name_that_is_taken_is_409_and_one_that_cannot_be_is_422(self):
        taken = self.launch_by_api(subdomain="api-site")
        self.assertEqual(set(self.assertRefused(taken, 409, "conflict")["fields"]), {"subdomain"})
        for name in ("www", "-x", "a b", "x" * 64):
            refused = self.launch_by_api(subdomain=name)
            self.assertEqual(set(self.assertRefused(refused, 422, "invalid")["fields"]), {"subdomain"})
        availability = self.send("GET", "/api/subdomains/api-site/availability").json()["data"]
        self.assertFalse(availability["available"])
        self.assertTrue(availability["reason"])

    def test_values_that_do_not_fit_the_form_are_422_by_their_key(self):
        for values in ({"site.title": 5}, {"site.title": True}, {"site.title": "a\nb"}):
            refused = self.launch_by_api(values=values)
            self.assertEqual(set(self.assertRefused(refused, 422, "invalid")["fields"]), {"site.title"})

    def test_each_wish_raises_the_generation_and_what_the_state_forbids_is_409(self):
        before = self.service.generation
        stopped = self.send("POST", f"{self.one}/stop").json()["data"]
        self.assertEqual((stopped["state"], stopped["generation"]), ("stopping", before + 1))
        self.assertNotIn("stop", stopped["allowed_actions"])
        self.assertRefused(self.send("POST", f"{self.one}/stop"), 409, "conflict")
        self.settle(self.service, "stopped")
        started = self.send("POST", f"{self.one}/start").json()["data"]
        self.assertEqual((started["state"], started["generation"]), ("starting", before + 2))

    def test_values_change_and_go_back_to_their_default(self):
        body = {"values": {"site.title": "New", "other": 1}}
        changed = self.send("PATCH", self.one, body).json()["data"]
        self.assertEqual((changed["values"]["site.title"], changed["ignored_values"]), ("New", ["other"]))
        self.settle(self.service, "running")
        reset = self.send("PATCH", self.one, {"unset": ["site.title"]}).json()["data"]
        self.assertEqual(reset["values"]["site.title"], "Hello")

    def test_a_rollback_needs_a_generation_that_was_good(self):
        self.assertRefused(self.send("POST", f"{self.one}/rollback", {"generation": 77}), 404, "not_found")
        revisions = self.send("GET", f"{self.one}/revisions").json()["data"]
        self.assertEqual([row["generation"] for row in revisions], [2, 1])
        back = self.send("POST", f"{self.one}/rollback", {"generation": 1}).json()["data"]
        self.assertEqual((back["state"], back["values"]["site.title"]), ("upgrading", "Hello"))

    def test_a_deleted_service_is_kept_from_sight_once_it_is_gone(self):
        gone = self.send("DELETE", f"{self.one}?keep_data=true").json()["data"]
        self.assertEqual((gone["state"], gone["allowed_actions"]), ("deleting", ["delete"]))
        self.assertTrue(self.service.intent_ids.filtered(lambda intent: intent.kind == "delete").keep_data)
        self.service._vanished()
        self.assertRefused(self.send("GET", self.one), 404, "not_found")
        self.assertEqual(self.send("GET", self.services).json()["count"], 0)

    def test_the_dashboard_counts_what_the_caller_sees(self):
        self.settle(self.service, "error")
        board = self.send("GET", "/api/dashboard").json()["data"]
        self.assertEqual(board["stats"]["by_state"], {"error": 1})
        self.assertEqual((board["stats"]["attention"], board["attention"][0]["id"]), (1, self.service.id))
        self.assertEqual(board["stats"]["monthly_cost"]["amount"], 5)
        self.assertEqual(
            [row["action"] for row in board["activity"]],
            ["service.changed", "service.launched", *["member.joined"] * 3, "workspace.created"])
        self.sign_in("stranger")
        board = self.send("GET", "/api/dashboard").json()["data"]
        self.assertEqual((board["stats"]["services"], board["stats"]["workspaces"], board["activity"]), (0, 0, []))
