"""Roles, several members at once, leaving, and the transfer of ownership."""

import psycopg2
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..src.api.errors import Conflict, InsufficientRole, Invalid, NotFound, WrongAccount
from ..src.api.refusals import refusal_of
from .common import M, PaasCase


class TeamCase(PaasCase):
    def row(self, name, person="manager"):
        """The membership of ``name`` as ``person`` sees it."""
        row = self.workspace.access_ids.filtered(lambda access: access.user_id == self.people[name])
        return row.with_user(self.people[person])

    def seen_by(self, person):
        return self.workspace.with_user(self.people[person])

    def change(self, person, names, operation, role=None):
        """What one of the people gets for changing several members at once."""
        members = self.env[M + "workspace_access"].with_user(self.people[person])
        ids = [self.row(name).id for name in names]
        return members.change_members(self.seen_by(person), ids, operation, role)

    def roles(self):
        return {access.user_id.login.removeprefix("paas_"): access.role for access in self.workspace.access_ids}

    def log(self):
        """Names of what was recorded of the workspace, the newest first."""
        return self.env[M + "activity"].search([("workspace_id", "=", self.workspace.id)]).mapped("action")


@tagged("post_install", "-at_install")
class TestRoles(TeamCase):
    def test_nobody_changes_or_removes_themselves(self):
        for act in (lambda: self.row("manager").change_role("guest"), lambda: self.row("manager").remove_member()):
            with self.assertRaises(Conflict):
                act()
        self.assertEqual(self.row("manager").role, "admin")
        self.row("manager", "owner").change_role("guest")
        self.assertEqual(self.row("manager", "owner").role, "guest")

    def test_several_at_once(self):
        answer = self.change("manager", ["member", "guest"], "update_role", "admin")
        self.assertTrue(answer["applied"])
        self.assertEqual({row["status"] for row in answer["results"]}, {"done"})
        self.assertEqual(self.roles(), {"owner": "owner", "manager": "admin", "member": "admin", "guest": "admin"})
        self.assertEqual(self.log()[:2], ["member.role_changed"] * 2)
        self.change("owner", ["member", "guest"], "remove")
        self.assertEqual(self.roles(), {"owner": "owner", "manager": "admin"})

    def test_all_or_none(self):
        before = self.roles()
        for operation, role in (("update_role", "guest"), ("remove", None)):
            answer = self.change("manager", ["member", "owner", "manager"], operation, role)
            self.assertFalse(answer["applied"])
            self.assertEqual([row["status"] for row in answer["results"]], ["unchanged", "refused", "refused"])
            self.assertTrue(all(row["message"] for row in answer["results"]))
            self.assertEqual(self.roles(), before)
        self.assertNotIn("member.removed", self.log())

    def test_rows_of_other_workspaces_are_no_rows(self):
        foreign = self.neighbourhood.access_ids
        members = self.env[M + "workspace_access"].with_user(self.people["owner"])
        answer = members.change_members(self.seen_by("owner"), foreign.ids, "remove")
        self.assertEqual([row["status"] for row in answer["results"]], ["refused"])
        self.assertTrue(foreign.exists())

    def test_who_manages_one_workspace_and_sees_another_changes_that_one_only(self):
        """The rows of both can be read: what keeps them apart is the workspace that was asked for."""
        for name, role in (("owner", "guest"), ("internal", "user")):
            self.access[f"next door {name}"] = self.env[M + "workspace_access"].create(
                {"workspace_id": self.neighbourhood.id, "user_id": self.people[name].id, "role": role})
        elsewhere = self.access["next door internal"]
        members = self.env[M + "workspace_access"].with_user(self.people["owner"])
        self.assertTrue(members.search([("id", "=", elsewhere.id)]))
        for operation, role in (("remove", None), ("update_role", "admin")):
            answer = members.change_members(self.seen_by("owner"), elsewhere.ids, operation, role)
            self.assertEqual([row["status"] for row in answer["results"]], ["refused"])
        self.assertEqual(elsewhere.role, "user")
        with self.assertRaises(Invalid):
            self.seen_by("owner").offer_ownership(elsewhere.id)

    def test_a_role_belongs_to_a_change_of_roles(self):
        for operation, role in (("update_role", None), ("remove", "guest"), ("update_role", "owner")):
            with self.subTest(operation=operation, role=role), self.assertRaises(Invalid):
                self.change("owner", ["member"], operation, role)
        with self.assertRaises(InsufficientRole):
            self.change("member", ["guest"], "remove")
        with self.assertRaises(NotFound):
            self.change("stranger", ["guest"], "remove")

    def test_leaving(self):
        for name in ("guest", "member", "manager"):
            self.seen_by(name).leave_workspace()
            with self.assertRaises(NotFound):
                self.seen_by(name)._require("workspace.view")
        self.assertEqual(self.log()[0], "member.left")
        with self.assertRaises(InsufficientRole):
            self.seen_by("owner").leave_workspace()
        self.assertEqual(self.roles(), {"owner": "owner"})

    def test_an_archived_workspace_can_be_left(self):
        self.seen_by("owner").archive_workspace()
        self.seen_by("guest").leave_workspace()
        self.assertNotIn("guest", self.roles())

    def test_an_account_that_owns_stays(self):
        owner = self.people["owner"]
        for act in (owner.unlink, owner.action_archive, owner._deactivate_portal_user):
            with self.subTest(act=act.__name__), self.assertRaises(UserError) as refusal, self.env.cr.savepoint():
                act()
            self.assertIn("Lab", str(refusal.exception))
        self.assertTrue(owner.active)
        self.assertEqual(owner.login, "paas_owner")
        self.people["guest"]._deactivate_portal_user()
        self.assertFalse(self.people["guest"].active)

    def test_a_constraint_that_speaks_at_the_commit_only_is_a_conflict_too(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError) as fault, self.env.cr.savepoint():
            self.env.cr.execute("UPDATE woow_paas_platform_workspace_access SET role = 'admin' WHERE role = 'owner'")
            self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with mute_logger("odoo.tools.translate"):  # no request, no language
            refusal = refusal_of(fault.exception)
        self.assertEqual((refusal.status, refusal.code), (409, "conflict"))
        self.assertNotIn("woow_paas_platform", refusal.error)

    def test_what_members_see_of_one_another(self):
        row = self.row("member", "guest")
        self.assertEqual((row.user_name, row.user_email), (self.people["member"].name, "member@paas.example.com"))
        self.assertTrue(row._to_api()[0]["invited_date"])


@tagged("post_install", "-at_install")
class TestOwnership(TeamCase):
    def offer(self, to="member"):
        offer_id = self.seen_by("owner").offer_ownership(self.row(to).id)
        return self.env[M + "ownership_transfer"].browse(offer_id)

    def mails(self):
        """Recipients of what waits in the queue, by subject."""
        return sorted(self.env["mail.mail"].search([("state", "=", "outgoing")]).mapped("email_to"))

    def test_the_one_who_is_asked_becomes_the_owner(self):
        offer = self.offer()
        self.assertEqual(self.workspace.owner_id, self.people["owner"])
        shown = offer.with_user(self.people["member"])._to_api()[0]
        self.assertEqual((shown["can_answer"], shown["can_withdraw"]), (True, False))
        for name, may_withdraw in (("owner", True), ("manager", False), ("guest", False), ("platform_admin", True)):
            shown = offer.with_user(self.people[name])._to_api()[0]
            self.assertEqual((shown["can_answer"], shown["can_withdraw"]), (False, may_withdraw), name)
        offer.with_user(self.people["member"]).accept_ownership()
        self.assertEqual(self.workspace.owner_id, self.people["member"])
        self.assertEqual(self.roles(), {"owner": "admin", "manager": "admin", "member": "owner", "guest": "guest"})
        self.assertEqual(offer.state, "accepted")
        self.assertIn("ownership.accepted", self.log())
        self.env.flush_all()
        self.env.cr.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def test_both_are_told_each_time(self):
        both = ["member@paas.example.com", "owner@paas.example.com"]
        ends = (("accept_ownership", "member"), ("decline_ownership", "member"), ("withdraw_ownership", "owner"))
        for method, person in ends:
            with self.subTest(method=method):
                self.workspace.owner_id = self.people["owner"]
                self.env["mail.mail"].search([]).unlink()
                offer = self.offer()
                self.assertEqual(self.mails(), both)
                getattr(offer.with_user(self.people[person]), method)()
                self.assertEqual(self.mails(), sorted(both * 2))

    def test_nobody_else_answers(self):
        offer = self.offer()
        for name in ("owner", "manager", "guest", "platform_admin"):
            for method in ("accept_ownership", "decline_ownership"):
                with self.subTest(name=name, method=method), self.assertRaises(WrongAccount):
                    getattr(offer.with_user(self.people[name]), method)()
        with self.assertRaises(NotFound):
            offer.with_user(self.people["stranger"]).accept_ownership()
        for name in ("manager", "member"):
            with self.assertRaises(InsufficientRole):
                offer.with_user(self.people[name]).withdraw_ownership()
            with self.assertRaises(InsufficientRole):
                self.seen_by(name).offer_ownership(self.row("guest").id)
        self.assertEqual(offer.state, "pending")

    def test_one_offer_at_a_time_and_none_to_nobody(self):
        self.offer()
        with self.assertRaises(Conflict):
            self.offer("guest")
        self.seen_by("owner")._open_transfer().with_user(self.people["owner"]).withdraw_ownership()
        with self.assertRaises(Conflict):
            self.offer("owner")
        with self.assertRaises(Invalid):
            self.seen_by("owner").offer_ownership(self.neighbourhood.access_ids.id)
        self.offer("guest")

    def test_an_offer_that_is_over_stays_over(self):
        offer = self.offer()
        offer.with_user(self.people["member"]).decline_ownership()
        for method, person in (("accept_ownership", "member"), ("withdraw_ownership", "owner")):
            with self.assertRaises(Conflict):
                getattr(offer.with_user(self.people[person]), method)()
        self.assertEqual(self.workspace.owner_id, self.people["owner"])

    def test_nobody_takes_over_what_is_put_away(self):
        offer = self.offer().with_user(self.people["member"])
        self.workspace.with_user(self.people["owner"]).archive_workspace()
        for act in (offer.accept_ownership, offer.decline_ownership):
            with self.assertRaises(Conflict):
                act()
        self.assertEqual(self.workspace.owner_id, self.people["owner"])

    def test_who_leaves_is_not_asked_any_more(self):
        for act in (lambda: self.seen_by("member").leave_workspace(), lambda: self.row("guest").remove_member()):
            offer = self.offer("member" if "member" in self.roles() else "guest")
            self.env["mail.mail"].search([]).unlink()
            act()
            self.assertEqual(offer.state, "withdrawn")
            self.assertIn("ownership.withdrawn", self.log()[:2])
            self.assertIn("owner@paas.example.com", self.mails(), "the owner waits for no answer any more")

    def test_another_owner_ends_the_offer(self):
        offer = self.offer()
        self.workspace.owner_id = self.people["manager"]
        self.assertEqual(offer.state, "withdrawn")
        self.assertIn("ownership.withdrawn", self.log())

    def test_an_offer_that_is_accepted_was_not_withdrawn(self):
        self.offer().with_user(self.people["member"]).accept_ownership()
        self.assertNotIn("ownership.withdrawn", self.log())
