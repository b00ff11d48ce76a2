"""The activity log: append-only, without secrets, recorded once for each change, told by role, forgotten in time."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from ..src import policy
from ..src import values as form
from ..src.api.errors import Conflict, InsufficientRole, Invalid
from ..src.controllers import activity
from ..src.models import activity_export
from ..src.models.activity import MASK
from ..src.models.activity_words import SENTENCES, sentence
from .api_case import ApiCase
from .common import M, PaasCase

SOURCE = Path(activity_export.__file__).parents[1]


@tagged("post_install", "-at_install")
class TestActivity(PaasCase):
    def setUp(self):
        super().setUp()
        self.log = self.env[M + "activity"]

    def since(self, act):
        """The rows that ``act()`` adds, the oldest first."""
        self.env.flush_all()
        newest = max(self.log.search([]).ids, default=0)
        act()
        return self.log.search([("id", ">", newest)], order="id")

    def as_person(self, record, name):
        return record.with_user(self.people[name])

    def test_nobody_changes_a_row(self):
        row = self.log.search([], limit=1)
        before = row.read()
        for person in (*self.people.values(), self.env.user):
            for log in (row.with_user(person), row.with_user(person).sudo()):
                with self.assertRaises(AccessError):
                    log.write({"actor_name": "Somebody else"})
                with self.assertRaises(AccessError):
                    log.unlink()
                with self.assertRaises(AccessError):
                    log.actor_name = "Somebody else"
        for person in self.people.values():
            with self.assertRaises(AccessError):
                self.log.with_user(person).create({"action": "x", "actor_name": "y"})
        self.env.invalidate_all()
        self.assertEqual(row.read(), before)

    def test_what_is_recorded_of_a_change(self):
        manager = self.as_person(self.workspace, "manager")
        rows = self.since(lambda: manager.update_workspace({"name": "Works", "description": ""}))
        self.assertEqual(rows.mapped("action"), ["workspace.updated"])
        self.assertEqual((rows.before, rows.after), ({"name": "Lab"}, {"name": "Works"}))
        self.assertEqual((rows.actor_id, rows.actor_name), (self.people["manager"], self.people["manager"].name))
        self.assertEqual((rows.subject_model, rows.subject_id, rows.subject), ("workspace", self.workspace.id, "Works"))
        self.assertEqual(rows.workspace_name, "Works")
        self.assertFalse(self.since(lambda: manager.update_workspace({"name": "Works"})), "nothing changed")

    def test_every_act_on_a_service_is_recorded_once(self):
        member = self.as_person(self.env[M + "cloud_service"], "member")
        service = None

        def launch():
            nonlocal service
            service = self.launch(values={"auth.password": "s3cret-typed"})

        self.assertEqual(self.since(launch).mapped("action"), ["service.launched"])
        self.report(service, "ready")
        member = service.with_user(self.people["member"])
        for act, action in (
            (lambda: member.change(values={"site.title": "Two"}), "service.changed"),
            (lambda: member.change(values={"auth.password": "another-s3cret"}), "service.changed"),
            (lambda: member.change(name="Shop"), "service.renamed"),
            (lambda: member.change_domain("elsewhere"), "service.domain_changed"),
            (lambda: member.restart(), "service.restarted"),
            (lambda: member.stop(), "service.stopped"),
            (lambda: member.start(), "service.started"),
            (lambda: member.rollback(1), "service.rolled_back"),
            (lambda: member.remove(), "service.deleted"),
        ):
            with self.subTest(action=action):
                rows = self.since(act)
                self.assertEqual(rows.mapped("action"), [action])
                self.assertEqual(rows.actor_id, self.people["member"])
                ended = "stopped" if action == "service.stopped" else "ready"
                if action not in ("service.renamed", "service.deleted"):
                    self.report(service, ended)
        everything = str(self.log.search([]).read(["before", "after", "summary"]))
        self.assertNotIn("s3cret", everything)
        self.assertIn("hidden_values", everything)

    def test_what_the_cluster_did_is_the_platform_s(self):
        service = self.launch()
        rows = self.since(lambda: self.report(
            service, "failed", reason={"code": "image_pull", "message": "The image cannot be pulled."}))
        self.assertEqual((rows.action, rows.actor_name, rows.actor_id.id), ("service.failed", "Platform", False))
        self.assertEqual(rows.after["reason"], "The image cannot be pulled.")
        self.assertFalse(rows.address)
        self.assertFalse(self.since(lambda: self.report(service, "failed")), "told twice, recorded once")

    def test_members_and_owners(self):
        guest, row = self.people["guest"], self.access["guest"]
        rows = self.since(lambda: self.as_person(row, "owner").change_role("user"))
        self.assertEqual(rows.action, "member.role_changed")
        self.assertEqual((rows.before, rows.after), ({"role": "guest"}, {"role": "user"}))
        self.assertEqual(rows.subject, guest.name)
        rows = self.since(lambda: self.as_person(row, "owner").remove_member())
        self.assertEqual((rows.action, rows.subject), ("member.removed", guest.name))
        access = self.env[M + "workspace_access"]
        vals = {"workspace_id": self.workspace.id, "user_id": guest.id, "role": "guest"}
        rows = self.since(lambda: access.create(vals))
        self.assertEqual(rows.action, "member.joined")
        rows = self.since(lambda: self.workspace.write({"owner_id": self.people["manager"].id}))
        self.assertEqual(rows.mapped("action"), ["workspace.owner_changed"])
        self.assertEqual(rows.after, {"owner": self.people["manager"].name})

    def test_what_ends_with_its_record_is_recorded(self):
        owner, admin = self.as_person(self.workspace, "owner"), self.people["platform_admin"]
        owner.invite_members("new@example.com")
        owner.offer_ownership(self.access["manager"].id)
        invitation = self.env[M + "invitation"].search([("email", "=", "new@example.com")])
        offer = self.workspace._open_transfer()
        rows = self.since(lambda: (invitation.with_user(admin).unlink(), offer.with_user(admin).unlink()))
        self.assertEqual(rows.mapped("action"), ["invitation.cancelled", "ownership.withdrawn"])
        self.assertEqual(rows.actor_id, admin)
        self.env(user=self.people["guest"].id)[M + "access_token"]._create_own("Script", ["workspace:read"], 30)
        rows = self.since(lambda: self.people["guest"].unlink())
        self.assertEqual(set(rows.mapped("action")), {"token.revoked", "member.removed"})

    def test_a_member_s_row_is_never_another_one_s(self):
        row = self.access["guest"].with_user(self.people["platform_admin"])
        for vals in ({"user_id": self.people["stranger"].id}, {"workspace_id": self.neighbourhood.id}):
            with self.assertRaises(Conflict):
                row.write(vals)
        row.write({"user_id": row.user_id.id, "role": "user"})
        self.assertEqual(row.role, "user")

    def test_changes_in_the_backend_are_recorded_too(self):
        admin = self.people["platform_admin"]
        with Form(self.workspace.with_user(admin)) as form:
            form.plan_id = self.env[M + "plan"]
            form.quota_cpu = 6
        rows = self.log.search([("action", "=", "workspace.updated")], limit=1)
        before, after = {"plan": "Starter", "quota_cpu": 4.0}, {"plan": False, "quota_cpu": 6.0}
        self.assertEqual((rows.actor_id, rows.before, rows.after), (admin, before, after))

    def test_the_backend_s_list_and_form(self):
        log = self.log.with_user(self.people["platform_admin"])
        views = log.get_views([(False, "list"), (False, "form"), (False, "search")])["views"]
        self.assertIn("summary", views["list"]["arch"])
        self.assertIn("address", views["form"]["arch"])
        self.launch()
        row = log.search([], limit=1).web_read({"summary": {}, "address": {}, "before_text": {}, "after_text": {}})[0]
        self.assertIn("“Site”", row["summary"])
        self.assertIn("site.title", row["after_text"])

    def test_it_outlives_what_it_speaks_of(self):
        person = self.people["guest"]
        name = person.name
        rows = self.since(lambda: person.unlink())
        self.assertEqual((rows.mapped("action"), rows.subject), (["member.removed"], name))
        self.launch(person="member")
        self.people["member"].unlink()
        self.env.invalidate_all()
        launched = self.log.search([("action", "=", "service.launched")], limit=1)
        self.assertFalse(launched.actor_id)
        self.assertIn("paas_member", launched.actor_name)
        self.neighbourhood.unlink()
        self.env.invalidate_all()
        gone = self.log.search([("action", "=", "workspace.deleted")], limit=1)
        self.assertEqual((gone.workspace_id.id, gone.workspace_name, gone.subject), (False, "Next door", "Next door"))

    def test_what_looks_like_a_secret_is_masked_and_what_is_long_is_cut(self):
        rows = self.since(lambda: self.log._record("service.changed", workspace=self.workspace, after={
            "auth.password": "p", "api_key": "k", "nested": {"token": "t", "fine": "f"},
            "list": [{"client_secret": "s"}], "long": "x" * 5000, "many": list(range(5000)),
        }))
        kept = rows.after
        self.assertEqual((kept["auth.password"], kept["api_key"]), (MASK, MASK))
        self.assertEqual(kept["nested"], {"token": MASK, "fine": "f"})
        self.assertEqual(kept["list"], [{"client_secret": MASK}])
        self.assertLess(len(str(kept)), 2500)

    def test_members_see_their_workspaces_and_addresses_by_role(self):
        self.env.cr.execute("UPDATE woow_paas_platform_activity SET address = '203.0.113.9'")
        self.env.invalidate_all()
        for name, role in (("owner", "owner"), ("manager", "admin"), ("member", "user"), ("guest", "guest")):
            rows = self.log.with_user(self.people[name]).search([])
            self.assertEqual(rows.workspace_id, self.workspace)
            shown = {row["address"] for row in rows._to_api()}
            self.assertEqual(shown, {"203.0.113.9"} if policy.allowed(role, "activity.export") else {""})
            with self.assertRaises(AccessError):
                rows.read(["address"])
        self.assertFalse(self.log.with_user(self.people["stranger"]).search([]))
        self.assertFalse(self.log.with_user(self.people["internal"]).search([]))
        self.assertIn(self.neighbourhood, self.log.with_user(self.people["platform_admin"]).search([]).workspace_id)

    def test_the_newest_of_all_my_workspaces(self):
        mine = self.make_workspace("guest", "Mine")
        newest = self.log.with_user(self.people["guest"])._newest(3)
        self.assertEqual(newest[0].workspace_id, mine)
        self.assertEqual(newest, self.log.with_user(self.people["guest"]).search([], limit=3))
        self.assertFalse(self.log.with_user(self.people["stranger"])._newest(3))

    def age(self, rows, days, address):
        self.env.flush_all()
        self.env.cr.execute("UPDATE woow_paas_platform_activity SET date = %s, address = %s WHERE id IN %s",
                            [fields.Datetime.now() - timedelta(days=days), address, tuple(rows.ids)])
        self.env.invalidate_all()

    def test_addresses_are_shortened_and_rows_forgotten_in_time(self):
        first, second, third = (self.since(lambda: self.log._record("workspace.updated", self.workspace))
                                for _row in range(3))
        self.age(first, 31, "203.0.113.77")
        self.age(second, 31, "2001:db8:aaaa:bbbb::1")
        self.age(third, 29, "203.0.113.78")
        for _night in range(2):
            self.log._gc_addresses()
        self.assertEqual((first.address, second.address, third.address),
                         ("203.0.113.0/24", "2001:db8:aaaa::/48", "203.0.113.78"))
        self.age(first, 366, "203.0.113.0/24")
        self.log._gc_retention()
        self.assertFalse(first.exists())
        self.assertTrue((second + third).exists())
        self.env["res.config.settings"].create({"paas_activity_days": 30}).execute()
        self.log._gc_retention()
        self.assertEqual((second + third).exists(), third)

    def test_settings_have_bounds(self):
        out_of_bounds = {"paas_activity_days": 0, "paas_address_days": 0, "paas_limit_api": 1, "paas_limit_door": 0}
        for name, value in out_of_bounds.items():
            with self.assertRaises(Invalid), self.env.cr.savepoint():
                self.env["res.config.settings"].create({name: value})

    def test_who_may_export_and_how_much(self):
        for name, role in (("owner", "owner"), ("manager", "admin"), ("member", "user"), ("guest", "guest")):
            workspace = self.as_person(self.workspace, name)
            if policy.allowed(role, "activity.export"):
                header, rows = workspace.export_activity()
                self.assertEqual({len(row) for row in rows}, {len(header)})
            else:
                with self.assertRaises(InsufficientRole):
                    workspace.export_activity()
        self.env.cr.execute(
            "INSERT INTO woow_paas_platform_activity (date, action, actor_name, workspace_id)"
            " SELECT now(), 'workspace.updated', 'x', %s FROM generate_series(1, %s)",
            [self.workspace.id, activity_export.MOST])
        with self.assertRaises(Invalid) as refusal:
            self.as_person(self.workspace, "owner").export_activity()
        self.assertEqual(set(refusal.exception.fields), {"since", "until"})

    def test_every_action_in_the_code_has_a_sentence(self):
        called = re.compile(r"(?:_record|_log|_record_outcome)\(\s*\"([a-z_]+\.[a-z_]+)\"")
        text = "\n".join(path.read_text() for path in SOURCE.rglob("*.py"))
        used = set(called.findall(text))
        self.assertGreater(len(used), 8)
        self.assertLessEqual(used, set(SENTENCES))
        for action in SENTENCES:
            told = sentence(self.env, action, actor="Ada", subject="Lab")
            self.assertTrue("Ada" in told or "Lab" in told)
            self.assertNotIn("%(", told)


@tagged("post_install", "-at_install")
class TestActivityApi(ApiCase):
    def setUp(self):
        super().setUp()
        self.sign_in("owner")
        self.address = f"/api/workspaces/{self.workspace.id}/activity"

    def listed(self, query=""):
        return self.send("GET", f"{self.address}{query}").json()

    def test_filters_and_pages(self):
        everything = self.listed()
        self.assertEqual(everything["count"], len(everything["data"]))
        dates = [(row["date"], row["id"]) for row in everything["data"]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertEqual({row["workspace_name"] for row in everything["data"]}, {"Lab"})
        for query, expected in (
            ("?kind=service", {"service.launched", "service.changed"}), ("?kind=member", {"member.joined"}),
            ("?action=service.launched", {"service.launched"}), ("?kind=nothing", set()),
            ("?search=site", {"service.launched", "service.changed"}),
            (f"?service={self.service.id}", {"service.launched", "service.changed"}), ("?service=999999", set()),
            ("?actor=api_owner&kind=workspace", {"workspace.created"}), ("?actor=nobody", set()),
            ("?until=2000-01-01T00:00:00Z", set()), ("?since=2999-01-01", set()),
        ):
            with self.subTest(query=query):
                self.assertEqual({row["action"] for row in self.listed(query)["data"]}, expected)
        page = self.listed("?limit=2&offset=1")
        self.assertEqual([row["id"] for row in page["data"]], [row["id"] for row in everything["data"]][1:3])
        self.assertEqual(page["count"], everything["count"])

    def test_a_long_log_is_counted_up_to_a_bound(self):
        with patch.object(activity, "COUNTED", 2):
            answer = self.listed("?limit=3")
        self.assertEqual(answer["count"], 2)
        self.assertEqual(len(answer["data"]), 3)

    def test_settings_of_a_service_are_told_by_their_labels(self):
        [row] = self.listed("?action=service.launched")["data"]
        self.assertTrue(row["after"])
        for key, words in row["settings"].items():
            self.assertIn(key, row["after"])
            self.assertEqual(words["label"], form.specs_by_key(self.service.specs)[key]["label"])
        self.assertTrue(row["settings"])
        [joined, *_others] = self.listed("?kind=member")["data"]
        self.assertEqual(joined["settings"], {})

    def test_moments_with_a_zone_and_moments_that_are_none(self):
        whole = self.listed()["count"]
        self.assertEqual(self.listed("?since=2000-01-01T00:00:00%2B08:00")["count"], whole)
        for bad in ("yesterday", "0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00"):
            response = self.send("GET", f"{self.address}?since={bad}")
            self.assertIn("since", self.assertRefused(response, 422, "invalid")["fields"])

    def test_where_a_call_came_from_is_recorded(self):
        self.send("PATCH", f"/api/workspaces/{self.workspace.id}", {"description": "Busy"})
        row = self.listed("?action=workspace.updated")["data"][0]
        self.assertEqual((row["address"], row["after"]), ("127.0.0.1", {"description": "Busy"}))
        self.sign_in("guest")
        self.assertEqual(self.listed("?action=workspace.updated")["data"][0]["address"], "")

    def test_the_file_cannot_run_anything(self):
        self.send("PATCH", f"/api/workspaces/{self.workspace.id}", {"name": '=HYPERLINK("http://evil","x")'})
        response = self.send("GET", f"{self.address}/export")
        self.assertEqual(response.headers["Content-Type"], "text/csv; charset=utf-8")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")
        table = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
        cells = [cell for row in table[1:] for cell in row]
        self.assertGreater(len(table), 5)
        self.assertIn("'=HYPERLINK(\"http://evil\",\"x\")", cells)
        self.assertFalse([cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))])
        self.assertEqual(self.listed("?action=activity.exported")["count"], 1)

    def test_the_file_takes_the_filters_and_an_archived_workspace(self):
        self.settle(self.service, "stopped")
        self.workspace.active = False
        response = self.send("GET", f"{self.address}/export?kind=service")
        actions = {row[3] for row in list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))[1:]}
        self.assertEqual(actions, {"service.launched", "service.changed"})
        self.assertEqual(self.send("GET", self.address).status_code, 200)

    def test_the_dashboard_tells_the_newest(self):
        board = self.send("GET", "/api/dashboard").json()["data"]["activity"]
        self.assertEqual([row["id"] for row in board], [row["id"] for row in self.listed()["data"]][:15])
        self.assertIn("“Site”", board[0]["summary"])
