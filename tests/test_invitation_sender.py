"""An invitation ends with its sender's right to invite, however that ends; it is recorded, and told to who ended it."""

from odoo import Command
from odoo.tests import tagged

from ..src.api.errors import Conflict
from .common import M
from .test_invitation import InvitationCase


@tagged("post_install", "-at_install")
class TestInvitationSender(InvitationCase):
    def setUp(self):
        super().setUp()
        self.second = self.account("second@example.com", email="second@example.com")
        self.invite("second@example.com", "admin", person="manager")
        self.link = self.token("second@example.com")

    def assert_dead(self, actor):
        """The link does nothing any more, and one row of the log says so."""
        for act in (lambda link: link._accept(self.second), lambda link: link._decline()):
            with self.assertRaises(Conflict):
                act(self.by_link(self.link))
        self.assertEqual(self.by_link(self.link)._to_holder(self.second)["state"], "cancelled")
        self.assertNotIn("second@example.com", self.roles())
        rows = self.env[M + "activity"].search([("action", "=", "invitation.sender_gone")])
        self.assertEqual((rows.subject, rows.workspace_id), ("second@example.com", self.workspace))
        self.assertEqual((rows.actor_id, rows.after), (actor, {"from": self.people["manager"].name}))
        waiting = self.env["mail.mail"].search([("email_to", "=", "second@example.com")])
        self.assertFalse(waiting, "nor does its mail go")

    def test_who_is_removed(self):
        self.invite("other@example.com", person="owner")
        self.assertEqual(self.row("manager", "owner").remove_member(), ["second@example.com"])
        self.assert_dead(self.people["owner"])
        self.assertEqual(self.invitation("other@example.com")._shown_state(), "pending")

    def test_who_leaves(self):
        self.assertEqual(self.seen_by("manager").leave_workspace(), ["second@example.com"])
        self.assert_dead(self.people["manager"])

    def test_who_gets_a_role_that_may_not_invite(self):
        self.assertEqual(self.row("manager", "owner").change_role("user"), ["second@example.com"])
        self.assert_dead(self.people["owner"])

    def test_several_at_once(self):
        told = self.change("owner", ["guest", "manager"], "remove")["results"]
        self.assertEqual([row["message"] for row in told],
                         ["Done.", "Done. Invitations that ended with it: second@example.com"])
        self.assert_dead(self.people["owner"])

    def test_in_the_backend(self):
        admin = self.people["platform_admin"]
        self.row("manager", "platform_admin").write({"role": "guest"})
        self.assert_dead(admin)

    def test_whose_account_is_archived(self):
        admin = self.people["platform_admin"]
        self.people["manager"].with_user(admin).sudo().active = False
        self.assert_dead(admin)

    def test_whose_account_is_deleted(self):
        self.people["manager"].unlink()
        with self.assertRaises(Conflict):
            self.by_link(self.link)._accept(self.second)
        self.assertEqual(self.invitation("second@example.com").state, "cancelled")
        self.assertIn("invitation.sender_gone", self.log())

    def test_what_a_platform_admin_sent(self):
        admin = self.people["platform_admin"]
        self.invite("third@example.com", person="platform_admin")
        sent = self.invitation("third@example.com")
        self.assertEqual(sent._shown_state(), "pending", "is no member and may all the same")
        field = "group_ids" if "group_ids" in admin._fields else "groups_id"  # Odoo 19, Odoo 18
        admin.write({field: [Command.unlink(self.env.ref(M + "group_platform_admin").id)]})
        self.assertEqual(sent.state, "cancelled")

    def test_other_roles_and_other_members_end_nothing(self):
        self.workspace.with_user(self.people["owner"]).invite_members("own@example.com")
        self.row("member", "owner").change_role("admin")
        self.assertEqual(self.row("member", "owner").change_role("guest"), [])
        self.row("guest", "owner").remove_member()
        self.workspace.owner_id = self.people["manager"]
        shown = {self.invitation(address)._shown_state() for address in ("second@example.com", "own@example.com")}
        self.assertEqual(shown, {"pending"})

    def test_who_sends_it_again_is_its_sender(self):
        self.invitation("second@example.com").with_user(self.people["owner"]).resend_invitation()
        self.assertEqual(self.row("manager", "owner").remove_member(), [])
        self.by_link(self.token("second@example.com"))._accept(self.second)
        self.assertEqual(self.roles()["second@example.com"], "admin")

    def test_one_that_was_sent_while_its_sender_was_removed(self):
        """Two transactions that did not see one another leave a row that says pending: its link is dead nonetheless."""
        self.row("manager", "owner").remove_member()
        invitation = self.invitation("second@example.com")
        invitation.state = "pending"
        with self.assertRaises(Conflict):
            self.by_link(self.link)._accept(self.second)
        self.assertEqual([row["status"] for row in self.invite("second@example.com", person="owner")], ["invited"])
        self.by_link(self.token("second@example.com"))._accept(self.second)
