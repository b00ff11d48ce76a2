"""Invitations: who is invited, what the link does, and what nobody learns."""

import re
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.addons.auth_signup.models.res_partner import SignupError
from odoo.exceptions import UserError
from odoo.sql_db import db_connect
from odoo.tests import new_test_user, tagged
from psycopg2.errors import UniqueViolation

from ..src.api.errors import Conflict, InsufficientRole, Invalid, NotFound, RateLimited, WrongAccount
from .common import M
from .people import QUIET
from .still_clock import count_at
from .test_team import TeamCase

LINK = re.compile(r"/woow/invitation/([\w-]+)")


class InvitationCase(TeamCase):
    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([]).unlink()

    def invite(self, emails, role="user", person="manager"):
        """What one of the people gets for inviting."""
        return self.seen_by(person).invite_members(emails, role)

    def invitation(self, email):
        return self.env[M + "invitation"].search([("email", "=", email)], limit=1)

    def token(self, email):
        """The token in the newest mail to an address."""
        mail = self.env["mail.mail"].search([("email_to", "=", email)], limit=1)
        return LINK.search(mail.body_html)[1]

    def by_link(self, token, person=None):
        invitations = self.env[M + "invitation"]
        return invitations.with_user(self.people[person])._by_token(token) if person else invitations._by_token(token)

    def account(self, login, **vals):
        self.people[login] = new_test_user(self.env, login, groups="base.group_portal", context=QUIET, **vals)
        return self.people[login]


@tagged("post_install", "-at_install")
class TestInviting(InvitationCase):
    def test_a_pasted_list(self):
        text = 'Ann <Ann@Example.com>, bob@example.com;\n"Doe, Jane" <jane@example.com>\nnonsense\n\nann@example.com,'
        rows = self.invite(text, "guest")
        self.assertEqual([(row["email"], row["status"]) for row in rows], [
            ("ann@example.com", "invited"), ("bob@example.com", "invited"), ("jane@example.com", "invited"),
            ("nonsense", "invalid")])
        again = self.invite("ann@example.com\nmember@paas.example.com")
        self.assertEqual([row["status"] for row in again], ["already_invited", "already_member"])
        found = self.env[M + "invitation"].search([])
        self.assertEqual(set(found.mapped("role")), {"guest"})
        for invitation in found:
            lasts = invitation.expires_date - invitation.invited_date
            self.assertTrue(timedelta(days=7) <= lasts < timedelta(days=7, minutes=1), lasts)
        self.assertEqual(self.log().count("member.invited"), 3)

    def test_what_is_refused(self):
        for emails, role in (("a@example.com", "owner"), ("a@example.com", "king"), ("", "user"), (" ,;\n", "user"),
                             (",".join(f"a{n}@example.com" for n in range(51)), "user")):
            with self.subTest(emails=emails[:20], role=role), self.assertRaises(Invalid):
                self.invite(emails, role)
        with self.assertRaises(InsufficientRole):
            self.invite("a@example.com", person="member")
        with self.assertRaises(NotFound):
            self.invite("a@example.com", person="stranger")
        for bad in ("a@", "@b", "a b@c d", "a@b.c, <x", "a@b\x01.com", "x" * 260 + "@example.com"):
            self.assertEqual({row["status"] for row in self.invite(bad)} - {"invited"}, {"invalid"}, bad)

    def test_the_answer_does_not_tell_whether_an_account_exists(self):
        known = self.account("known@example.com", email="known@example.com", lang="en_US")
        rows = self.invite("known@example.com\nunknown@example.com")
        self.assertEqual(rows[0] | {"email": ""}, rows[1] | {"email": ""})
        shown = [self.invitation(address).with_user(self.people["manager"])._to_api()[0]
                 for address in (known.login, "unknown@example.com")]
        different = {"id", "email", "invited_date", "expires_date"}  # a second may pass between the two
        self.assertEqual(*({key: value for key, value in row.items() if key not in different} for row in shown))

    def test_as_many_queries_for_the_known_as_for_the_unknown(self):
        self.account("known@example.com", email="known@example.com", lang="en_US")
        counts = []
        for address in ("warm@example.com", "known@example.com", "unknown@example.com"):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.invite(address)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(abs(counts[1] - counts[2]), 2, counts)

    def test_only_a_hash_is_kept_and_nobody_reads_the_mail(self):
        self.invite("new@example.com")
        token = self.token("new@example.com")
        self.env.flush_all()
        self.env.cr.execute("SELECT string_agg(to_jsonb(i)::text, '') FROM woow_paas_platform_invitation i")
        self.assertNotIn(token, self.env.cr.fetchone()[0])
        self.env.cr.execute("SELECT string_agg(to_jsonb(a)::text, '') FROM woow_paas_platform_activity a")
        self.assertNotIn(token[:12], self.env.cr.fetchone()[0])
        for name in ("manager", "owner", "internal", "stranger"):
            person = self.env(user=self.people[name].id)
            found = person["mail.message"].search([("subject", "ilike", "invites you")])
            self.assertFalse(found, name)

    def test_resending_kills_the_old_link_and_its_waiting_mail(self):
        self.invite("new@example.com")
        old = self.token("new@example.com")
        invitation = self.invitation("new@example.com").with_user(self.people["owner"])
        self.assertIsNone(invitation.resend_invitation())
        new = self.token("new@example.com")
        self.assertNotEqual(old, new)
        self.assertEqual(self.env["mail.mail"].search_count([("email_to", "=", "new@example.com")]), 1)
        with self.assertRaises(NotFound):
            self.by_link(old)
        self.assertEqual(self.by_link(new), invitation)
        self.assertIn("invitation.resent", self.log())

    def test_changing_and_cancelling(self):
        self.invite("new@example.com")
        token = self.token("new@example.com")
        invitation = self.invitation("new@example.com").with_user(self.people["manager"])
        invitation.change_invitation_role("guest")
        self.assertEqual(self.by_link(token).role, "guest")
        with self.assertRaises(Invalid):
            invitation.change_invitation_role("owner")
        invitation.cancel_invitation()
        self.assertFalse(self.env["mail.mail"].search([("email_to", "=", "new@example.com")]))
        shown = self.by_link(token)._to_holder(self.people["stranger"])
        self.assertEqual((shown["state"], shown["message"]), ("cancelled", "This invitation was cancelled."))
        for act in (invitation.cancel_invitation, invitation.resend_invitation,
                    lambda: invitation.change_invitation_role("user")):
            with self.assertRaises(Conflict):
                act()
        self.assertEqual(self.invite("new@example.com")[0]["status"], "invited")

    def test_nobody_floods_people_with_mails(self):
        count_at(self)
        self.env["ir.config_parameter"].set_param(M + "rate_limit_invite", "3")
        with db_connect(self.env.cr.dbname).cursor() as cursor:  # counts are committed: those of other tests, too
            cursor.execute("DELETE FROM woow_paas_platform_rate_limit WHERE key LIKE 'invite:%'")
        self.invite("a@example.com\nb@example.com")
        invitation = self.invitation("a@example.com").with_user(self.people["manager"])
        invitation.resend_invitation()
        for act in (invitation.resend_invitation, lambda: self.invite("c@example.com")):
            with self.assertRaises(RateLimited) as refusal, self.env.cr.savepoint():
                act()
            self.assertIn("Retry-After", refusal.exception.headers)
        self.assertFalse(self.invitation("c@example.com"))
        self.assertEqual(self.invite("c@example.com", person="owner")[0]["status"], "invited", "a count for each")

    def test_an_expired_one_can_be_sent_again(self):
        self.invite("new@example.com")
        self.invitation("new@example.com").expires_date = fields.Datetime.now() - timedelta(seconds=1)
        invitations = self.env[M + "invitation"]
        mine = [("workspace_id", "=", self.workspace.id)]
        self.assertEqual(invitations.search([*mine, ("is_expired", "=", True)]).email, "new@example.com")
        self.assertFalse(invitations.search([*mine, ("is_expired", "=", False)]))
        self.assertEqual(self.invite("new@example.com")[0]["status"], "invited")
        self.assertEqual(invitations.search([*mine, ("is_expired", "=", False)]).email, "new@example.com")

    def test_without_mail_the_link_is_shown_to_whoever_invites_and_only_then(self):
        self.env["ir.mail_server"].search([]).unlink()
        self.env["ir.config_parameter"].set_param(M + "without_mail", "True")
        row = self.invite("new@example.com")[0]
        self.assertFalse(self.env["mail.mail"].search([("email_to", "=", "new@example.com")]))
        self.assertEqual(self.by_link(LINK.search(row["link"])[1]).email, "new@example.com")
        self.assertIsNone(self.invitation("new@example.com").with_user(self.people["owner"])._to_api()[0]["link"])
        self.env["ir.mail_server"].create({"name": "A server", "smtp_host": "mail.example.com"})
        self.assertIsNone(self.invite("other@example.com")[0]["link"])

    def test_the_language_of_the_mail_is_the_recipients(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env["ir.module.module"]._load_module_terms(["woow_paas_platform"], ["zh_TW"])
        self.account("known@example.com", email="known@example.com", lang="zh_TW")
        self.invite("known@example.com\nunknown@example.com")
        subjects = {mail.email_to: mail.subject for mail in self.env["mail.mail"].search([])}
        self.assertIn("邀請", subjects["known@example.com"])
        self.assertIn("invites you", subjects["unknown@example.com"])
        body = self.env["mail.mail"].search([("email_to", "=", "known@example.com")]).body_html
        self.assertIn("使用者", body)
        self.assertNotIn("See the invitation", body)


@tagged("post_install", "-at_install")
class TestAccepting(InvitationCase):
    def test_a_known_user_becomes_a_member_when_accepting_and_not_before(self):
        user = self.account("known@example.com", email="known@example.com")
        self.invite("known@example.com", "admin")
        self.assertNotIn(user, self.workspace.access_ids.user_id)
        row = self.by_link(self.token("known@example.com"), "known@example.com")._accept(user)
        self.assertEqual((row.user_id, row.role, row.invited_by_id), (user, "admin", self.people["manager"]))
        self.assertIn("member.joined", self.log())

    def test_an_equal_mail_address_alone_is_no_way_in(self):
        self.invite("new@example.com")
        self.people["stranger"].email = "new@example.com"
        self.assertFalse(self.env[M + "workspace"].with_user(self.people["stranger"]).search([]))
        self.assertNotIn(self.people["stranger"], self.workspace.access_ids.user_id)

    def test_the_login_counts_before_the_mail_address(self):
        self.account("real@example.com")
        self.invite("real@example.com")
        self.people["stranger"].email = "real@example.com"
        invitation = self.by_link(self.token("real@example.com"))
        with self.assertRaises(WrongAccount) as refusal:
            invitation._accept(self.people["stranger"])
        self.assertIn("r•••@example.com", str(refusal.exception))
        invitation._accept(self.people["real@example.com"])

    def test_another_account_is_refused_and_the_link_stays_good(self):
        self.invite("new@example.com")
        invitation = self.by_link(self.token("new@example.com"))
        for name in ("stranger", "member", "internal", "platform_admin"):
            with self.subTest(name=name), self.assertRaises(WrongAccount):
                invitation._accept(self.people[name])
        self.assertEqual(invitation.state, "pending")

    def test_used_expired_and_declined_links_say_so(self):
        user = self.account("known@example.com", email="known@example.com")
        ends = {
            "accepted": lambda invitation: invitation._accept(user),
            "declined": lambda invitation: invitation._decline(),
            "expired": lambda invitation: invitation.write({"expires_date": fields.Datetime.now()}),
        }
        sentences = set()
        for state, end in ends.items():
            self.workspace.access_ids.filtered(lambda row: row.user_id == user).unlink()
            self.invite("known@example.com")
            invitation = self.by_link(self.token("known@example.com"))
            end(invitation)
            shown = invitation._to_holder(user)
            self.assertEqual(shown["state"], state)
            sentences.add(shown["message"])
            for act in (lambda: invitation._accept(user), lambda: invitation._sign_up("A", "long enough"),  # noqa: B023
                        lambda: invitation._decline()):  # noqa: B023
                with self.assertRaises(Conflict):
                    act()
        self.assertEqual(len(sentences), 3)

    def test_unknown_tokens(self):
        self.invite("new@example.com")
        token = self.token("new@example.com")
        for wrong in ("", "x", token[:-1], token + "x", token[:12], token.swapcase(), "é" * 43):
            with self.subTest(wrong=wrong), self.assertRaises(NotFound):
                self.by_link(wrong)

    def test_signing_up_on_the_way(self):
        contact = self.env["res.partner"].create({"name": "A contact", "email": "new@example.com"})
        self.invite("New@Example.com", "guest")
        user = self.by_link(self.token("new@example.com"))._sign_up(" New Person ", "long enough")
        self.assertEqual((user.login, user.email, user.name), ("new@example.com", "new@example.com", "New Person"))
        self.assertTrue(user.has_group("base.group_portal"))
        self.assertFalse(user._is_internal())
        self.assertNotEqual(user.partner_id, contact)
        self.assertFalse(user.partner_id.signup_type)
        self.assertEqual(self.roles()["new@example.com"], "guest")
        self.assertEqual(self.invitation("new@example.com").state, "accepted")

    def test_no_second_account_and_no_new_password_for_the_first_one(self):
        user = self.account("known@example.com", email="known@example.com")
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        before = self.env.cr.fetchone()
        self.invite("known@example.com")
        with self.assertRaises(Conflict):
            self.by_link(self.token("known@example.com"))._sign_up("Somebody", "long enough")
        self.env.cr.execute("SELECT password FROM res_users WHERE id = %s", [user.id])
        self.assertEqual(self.env.cr.fetchone(), before)

    def test_no_second_account_beside_one_that_is_spelt_otherwise_or_archived(self):
        for login, email in (("Spelt@Example.com", "spelt@example.com"), ("gone@example.com", "gone@example.com")):
            account = self.account(login, email="other@example.com")
            account.active = login.startswith("Spelt")
            self.invite(email)
            invitation = self.by_link(self.token(email))
            with self.subTest(login=login):
                self.assertEqual(invitation._account(), account)
                with self.assertRaises(Conflict):
                    invitation._sign_up("Somebody", "long enough")
        found = self.env["res.users"].with_context(active_test=False).search([("login", "ilike", "@example.com")])
        self.assertFalse({"spelt@example.com"} & set(found.mapped("login")))

    def test_bad_names_and_passwords(self):
        self.invite("new@example.com")
        invitation = self.by_link(self.token("new@example.com"))
        for name, password, field in (("", "long enough", "name"), ("x" * 121, "long enough", "name"),
                                      ("New", "short", "password"), ("New", "", "password")):
            with self.subTest(name=name[:3], password=password), self.assertRaises(Invalid) as refusal:
                invitation._sign_up(name, password)
            self.assertIn(field, refusal.exception.fields)

    def test_why_an_account_could_not_be_made(self):
        """What is Odoo's own to find: a stricter policy for passwords, or an account made at the same moment."""
        self.invite("new@example.com")
        invitation = self.by_link(self.token("new@example.com"))
        for cause, refusal, fields_told in ((UserError("At least 12 characters."), Invalid, {"password"}),
                                            (UniqueViolation("res_users_login_key"), Conflict, set()),
                                            (ValueError("a fault"), ValueError, None)):
            def refuse(*_args, cause=cause):
                try:
                    raise cause
                except Exception as error:
                    raise SignupError(str(error))  # noqa: B904 - as Odoo does

            with (self.subTest(cause=type(cause).__name__), self.assertRaises(refusal) as refused,
                  patch.object(type(self.env["res.users"]), "_create_user_from_template", refuse)):
                invitation._sign_up("New", "long enough")
            if fields_told is not None:
                self.assertEqual(set(refused.exception.fields), fields_told)
        self.assertEqual(self.invitation("new@example.com").state, "pending")

    def test_an_archived_workspace_takes_nobody(self):
        user = self.account("known@example.com", email="known@example.com")
        self.invite("known@example.com")
        self.workspace.active = False
        with self.assertRaises(Conflict):
            self.by_link(self.token("known@example.com"))._accept(user)
