"""Lists: as many queries for 3 rows as for 300; paging, search, order and filters."""

from odoo.tests import tagged

from ..src.api.routes import SERVICE, WORKSPACE
from .api_case import ACCESS, TEMPLATE, ApiCase

SIZES = ((3, 2), (300, 200))  # rows, and how many of them a page shows: always a part
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_create_nosubscribe": True,
         "no_reset_password": True}


@tagged("post_install", "-at_install")
class TestQueryCounts(ApiCase):
    """Each list with 3 rows and again with 300, in one test so that nothing else changes in between."""

    def setUp(self):
        super().setUp()
        self.sign_in("owner")

    def queries(self, path):
        """How many queries a warm call takes, and how many rows there are in all."""
        self.send("GET", path)
        before = self.cr.sql_log_count
        response = self.send("GET", path)
        taken = self.cr.sql_log_count - before
        self.assertEqual(response.status_code, 200, response.text[:300])
        return taken, response.json().get("count")

    def assert_same_for_many(self, path, make, most=None):
        counts = []
        for wanted, shown in SIZES:
            make(wanted)
            self.env.flush_all()
            taken, count = self.queries(path.format(shown=shown))
            self.assertIn(count, (wanted, None))
            counts.append(taken)
        self.assertEqual(counts[0], counts[1], f"{path}: {counts}")
        self.assertGreater(counts[0], 2)
        self.assertLessEqual(counts[0], most or counts[0], path)

    def make_workspaces(self, wanted):
        owner = self.people["owner"]
        missing = wanted - self.env[WORKSPACE].search_count([("owner_id", "=", owner.id)])
        values = [{"name": f"Many {wanted}-{number}", "owner_id": owner.id} for number in range(missing)]
        self.env[WORKSPACE].with_context(**QUIET).create(values)

    def make_services(self, wanted):
        fields = ("workspace_id", "template_id", "namespace", "values", "specs", "chart_version")
        like = {name: getattr(self.service[name], "id", self.service[name]) for name in fields}
        missing = wanted - self.env[SERVICE].search_count([("workspace_id", "=", self.workspace.id)])
        services = self.env[SERVICE].with_context(**QUIET).create([
            {**like, "name": f"Sites {number}", "reference": f"many-{wanted}-{number}",
             "release_name": f"many-{wanted}-{number}", "state": "error" if number % 2 else "running"}
            for number in range(missing)
        ])
        for service in services:
            service._note_intent("install")

    def make_templates(self, wanted):
        missing = wanted - self.env[TEMPLATE].search_count([("is_published", "=", True)])
        tags = self.env["woow_paas_platform.cloud_app_tag"].create([{"name": f"Tag {wanted}-{n}"} for n in range(3)])
        self.env[TEMPLATE].create([
            {**self.template_values(f"many-{wanted}-{number}"), "tag_ids": [(6, 0, tags.ids)]}
            for number in range(missing)
        ])

    def make_members(self, wanted):
        self.workspace.quota_members = wanted
        missing = wanted - self.env[ACCESS].search_count([("workspace_id", "=", self.workspace.id)])
        users = self.env["res.users"].with_context(**QUIET).create([
            {"name": f"Many {number}", "login": f"many_{wanted}_{number}"} for number in range(missing)
        ])
        self.env[ACCESS].create([
            {"workspace_id": self.workspace.id, "user_id": user.id, "role": "guest"} for user in users
        ])

    def test_workspaces(self):
        self.assert_same_for_many("/api/workspaces?limit={shown}", self.make_workspaces)

    def test_services(self):
        path = f"/api/workspaces/{self.workspace.id}/services?limit={{shown}}"
        self.assert_same_for_many(path, self.make_services, most=4)

    def test_dashboard(self):
        def make(wanted):
            self.make_workspaces(wanted)
            self.make_services(wanted)
            newest = self.env[SERVICE].search([], order="id desc", limit=1)
            newest.host_name_id = self.env["woow_paas_platform.host_name"]._take(f"many-{wanted}", newest)
            self.workspace.with_user(self.people["owner"]).update_workspace({"description": f"Of {wanted}"})
            self.env["woow_paas_platform.activity"]._record("service.changed", newest, after={"title": f"Of {wanted}"})

        self.assert_same_for_many("/api/dashboard", make)

    def test_templates(self):
        self.env[TEMPLATE].search([("id", "!=", self.template.id)]).is_published = False
        self.assert_same_for_many("/api/cloud/templates?limit={shown}", self.make_templates)

    def test_templates_recent_first(self):
        self.env[TEMPLATE].search([("id", "!=", self.template.id)]).is_published = False
        self.assert_same_for_many("/api/cloud/templates?order=recent&limit={shown}", self.make_templates)

    def test_categories(self):
        def make(wanted):
            categories = self.env["woow_paas_platform.cloud_app_category"]
            missing = wanted - categories.search_count([])
            categories.create([{"name": f"C {n}", "slug": f"c-{wanted}-{n}"} for n in range(missing)])

        self.env["woow_paas_platform.cloud_app_category"].search([]).active = False
        self.assert_same_for_many("/api/cloud/categories?limit={shown}", make)

    def test_members(self):
        self.access["guest"].unlink()
        self.assert_same_for_many(f"/api/workspaces/{self.workspace.id}/members?limit={{shown}}", self.make_members)

    def test_revisions(self):
        def make(wanted):
            service = self.env[SERVICE].browse(self.service.id)
            while service.generation < wanted:
                service.generation += 1
                service._note_intent("upgrade")

        path = f"/api/workspaces/{self.workspace.id}/services/{self.service.id}/revisions?limit={{shown}}"
        self.assert_same_for_many(path, make)



@tagged("post_install", "-at_install")
class TestLists(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("stranger")
        for name in ("Alpha one", "beta", "Gamma 100%", "delta_x"):
            self.make_workspace("stranger", name)

    def names(self, query=""):
        body = self.send("GET", f"/api/workspaces{query}").json()
        return [row["name"] for row in body["data"]], body["count"]

    def test_pages_carry_the_whole_count(self):
        everything, count = self.names("?order=created_date")
        self.assertEqual((len(everything), count), (4, 4))
        self.assertEqual(self.names("?order=created_date&limit=2"), (everything[:2], 4))
        self.assertEqual(self.names("?order=created_date&limit=2&offset=3"), (everything[3:], 4))
        self.assertEqual(self.names("?offset=100"), ([], 4))

    def test_order_goes_both_ways(self):
        up, _count = self.names("?order=name")
        down, _count = self.names("?order=-name")
        self.assertEqual(up, down[::-1])

    def test_search_takes_words_and_no_patterns(self):
        self.assertEqual(self.names("?search=alpha"), (["Alpha one"], 1))
        self.assertEqual(self.names("?search=one%20alp"), (["Alpha one"], 1))
        self.assertEqual(self.names("?search=100%25"), (["Gamma 100%"], 1))
        self.assertEqual(self.names("?search=%25"), (["Gamma 100%"], 1))
        self.assertEqual(self.names("?search=_"), (["delta_x"], 1))
        self.assertEqual(self.names("?search=%5C"), ([], 0))

    def test_filters_by_state_and_role(self):
        self.assertEqual(self.names("?role=guest"), ([], 0))
        self.assertEqual(self.names("?role=owner")[1], 4)
        self.env[WORKSPACE].search([("name", "=", "beta")]).active = False
        self.assertEqual(self.names("?state=archived"), (["beta"], 1))
        self.assertEqual(self.names()[1], 3)

    def test_the_same_list_by_json_rpc(self):
        result = self.rpc("/api/workspaces", "list", limit=2, order="-name")["result"]
        self.assertEqual(result, self.send("GET", "/api/workspaces?limit=2&order=-name").json())

    def test_what_one_launched_lately_comes_first(self):
        templates = self.env[TEMPLATE].search([])
        templates.is_published = False
        last, first = templates[:2]
        (last + first).is_published = True
        last.name, first.name = "Zebra", "Aardvark"

        def listed():
            rows = self.send("GET", "/api/cloud/templates?order=recent").json()["data"]
            return [(row["name"], row["recently_used"]) for row in rows]

        self.assertEqual(listed(), [("Aardvark", False), ("Zebra", False)])
        self.service.template_id = last
        self.env.cr.execute("UPDATE woow_paas_platform_cloud_service SET create_uid = %s WHERE id = %s",
                            [self.people["stranger"].id, self.service.id])
        self.assertEqual(listed(), [("Zebra", True), ("Aardvark", False)])

    def test_members_are_found_by_name_and_address(self):
        self.sign_in("guest")
        path = f"/api/workspaces/{self.workspace.id}/members"
        for query, expected in (("?search=api_admin", ["admin"]), ("?role=owner", ["owner"]), ("", 4)):
            body = self.send("GET", path + query).json()
            roles = [row["role"] for row in body["data"]]
            self.assertEqual(roles if isinstance(expected, list) else len(roles), expected)

    def test_the_marketplace_is_searched_by_text_and_category(self):
        category = self.env["woow_paas_platform.cloud_app_category"].create({"name": "Sites", "slug": "api-sites"})
        self.template.write({"category_id": category.id, "description": "Pages for a restaurant"})
        for query in ("search=restaurant", "category=api-sites", "search=api-site"):
            body = self.send("GET", f"/api/cloud/templates?{query}").json()
            self.assertEqual([row["id"] for row in body["data"]], [self.template.id])
        self.assertEqual(self.send("GET", "/api/cloud/templates?search=restaurant%20zzz").json()["count"], 0)
