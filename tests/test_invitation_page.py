"""From the invitation over the mail and its page to the membership, with real HTTP and a real SMTP server."""

import logging
import re
from contextlib import contextmanager

from odoo.tests import tagged

from ..src.api.log_redaction import ACCESS_LOG
from .api_case import ApiCase
from .smtp_inbox import link_in, send_waiting, smtp_inbox, text_of

QUEUE = "mail.ir_cron_mail_scheduler_action"
TOKEN_FIELD = re.compile(r'name="csrf_token" value="([^"]+)"')


@tagged("post_install", "-at_install")
class TestInvitationPage(ApiCase):
    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([]).unlink()
        self.members = f"/api/workspaces/{self.workspace.id}/members"

    @contextmanager
    def invited(self, address, role="user"):
        """The path of the link that ``address`` finds in its mail, and the inbox."""
        with smtp_inbox(self.env) as inbox:
            self.sign_in("owner")
            rows = self.send("POST", self.members, {"emails": address, "role": role}).json()["data"]
            self.assertEqual([row["status"] for row in rows], ["invited"])
            send_waiting(self.env)
            self.sign_out()
            yield link_in(inbox.of(address)[-1]), inbox

    def sign_out(self):
        """Be a browser that was never here: the session comes from the server, in the browser's language."""
        self.sign_in(None)
        del self.opener.cookies["session_id"]

    def open(self, path):
        """The page behind a link, as whoever is signed in."""
        return self.opener.get(self.base_url() + path, timeout=30, headers={"Accept-Language": "en-US"})

    def submit(self, path, act, **fields):
        """The form of that page, sent."""
        fields = {"csrf_token": TOKEN_FIELD.search(self.open(path).text)[1], "act": act, **fields}
        return self.opener.post(self.base_url() + path, data=fields, timeout=30, allow_redirects=False)

    def member_roles(self):
        self.env.invalidate_all()
        return {row.user_id.login: row.role for row in self.workspace.access_ids}

    def test_from_the_invitation_to_the_membership(self):
        with self.invited("new@example.com", "guest") as (path, inbox):
            message = inbox.of("new@example.com")[0]
        self.assertIn("invites you to the workspace Lab", message["subject"])
        self.assertIn(path, text_of(message))
        self.assertFalse(self.env["mail.mail"].search([("email_to", "=", "new@example.com")]), "it went when sent")
        page = self.open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn('value="new@example.com"', page.text)
        answer = self.submit(path, "sign_up", name="New Person", password="long enough", repeated="long enough",
                             login="somebody@else.example", email="somebody@else.example")
        self.assertEqual(answer.status_code, 303, answer.text[:2000])
        self.assertTrue(answer.headers["Location"].endswith(f"/woow#/workspace/{self.workspace.id}"))
        self.assertEqual(self.member_roles()["new@example.com"], "guest")
        me = self.send("GET", "/api/me").json()["data"]
        self.assertEqual((me["email"], me["is_internal"]), ("new@example.com", False))
        self.assertIn("used already", self.open(path).text)

    def test_a_known_user_signs_in_and_joins(self):
        address = self.people["stranger"].email
        self.people["stranger"].login = address
        self.env["mail.mail"].search([]).unlink()  # Odoo's own about the new login
        with self.invited(address, "admin") as (path, _inbox):
            pass
        page = self.open(path).text
        self.assertIn("/web/login?redirect=", page)
        self.assertNotIn('name="password"', page)
        self.authenticate(address, "api_stranger")
        self.assertEqual(self.submit(path, "join").status_code, 303)
        self.assertEqual(self.member_roles()[address], "admin")

    def test_another_account_is_refused_with_a_sentence(self):
        with self.invited("new@example.com") as (path, _inbox):
            pass
        self.sign_in("stranger")
        page = self.open(path)
        self.assertIn("This invitation is for n•••@example.com", page.text)
        self.assertNotIn('value="join"', page.text)
        token = TOKEN_FIELD.search(self.open("/web/login").text)
        answer = self.opener.post(self.base_url() + path, timeout=30, data={
            "act": "join", "csrf_token": token[1] if token else self.csrf_token()})
        self.assertIn("This invitation is for n•••@example.com", answer.text)
        api = self.send("POST", path.replace("/woow/invitation/", "/api/invitations/") + "/accept")
        self.assertRefused(api, 403, "wrong_account")
        self.assertNotIn("api_stranger", self.member_roles())

    def csrf_token(self):
        """The token that the application's own page carries."""
        return re.search(r'csrf_token: "([^"]+)"', self.open("/woow").text)[1]

    def test_bad_input_is_told_and_loses_nothing(self):
        with self.invited("new@example.com") as (path, _inbox):
            pass
        refused = (("short", "short", "at least 8"), ("long enough", "other", "not the same"))
        for password, repeated, sentence in refused:
            answer = self.submit(path, "sign_up", name="New Person", password=password, repeated=repeated)
            self.assertEqual(answer.status_code, 200)
            self.assertIn(sentence, answer.text)
            self.assertIn('value="New Person"', answer.text)
            self.assertNotIn(password, answer.text)
        self.assertNotIn("new@example.com", self.member_roles())

    def test_declining_and_links_of_nobody(self):
        with self.invited("new@example.com") as (path, _inbox):
            pass
        self.assertIn("was declined", self.submit(path, "decline").text)
        self.assertIn("was declined", self.open(path).text)
        unknown = self.open(path + "x")
        self.assertEqual(unknown.status_code, 404)
        self.assertIn("This link is not valid", unknown.text)

    def test_what_the_page_allows_and_tells(self):
        with self.invited("new@example.com") as (path, _inbox):
            pass
        page = self.open(path)
        policy = page.headers["Content-Security-Policy"]
        self.assertNotIn("unsafe-eval", policy)
        self.assertNotIn("unsafe-inline", re.search(r"script-src[^;]*", policy)[0])
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertIn('name="robots" content="noindex"', page.text)
        self.assertNotIn("://", re.sub(r"<!DOCTYPE[^>]*>", "", page.text))
        self.assertIn("assets_invitation", page.text)

    def test_the_page_speaks_chinese(self):
        self.env["res.lang"]._activate_lang("zh_TW")
        self.env["ir.module.module"]._load_module_terms(["woow_paas_platform"], ["zh_TW"])
        with self.invited("new@example.com") as (path, _inbox):
            pass
        page = self.opener.get(self.base_url() + path, timeout=30, headers={"Accept-Language": "zh-TW"})
        self.assertIn('lang="zh-TW"', page.text)
        self.assertIn("建立帳號並加入", page.text)
        self.assertIn("您受邀加入工作區", page.text)
        self.assertIn("邀請者", page.text)
        self.assertNotIn("Create my account", page.text)

    def test_no_token_reaches_the_log(self):
        with self.invited("new@example.com") as (path, _inbox):
            token = path.rpartition("/")[2]
        for shown in (path, path.replace("/woow/invitation", "/api/invitations"), path.replace("/", "%2F")):
            line = f"GET {shown} HTTP/1.1"
            for message, args in ((line, ()), ('"%s" %s', (line, 200))):
                record = logging.LogRecord(ACCESS_LOG, logging.INFO, "", 0, message, args, None)
                self.assertTrue(logging.getLogger(ACCESS_LOG).filter(record))
                self.assertNotIn(token, record.getMessage())
                self.assertIn("•••", record.getMessage())

    def test_the_queue_is_woken_at_once(self):
        self.env["ir.cron.trigger"].search([]).unlink()
        with self.invited("new@example.com"):
            queue = self.env.ref(QUEUE)
            self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", queue.id)]))

    def test_transfers_reach_both(self):
        with smtp_inbox(self.env) as inbox:
            self.sign_in("owner")
            path = f"/api/workspaces/{self.workspace.id}/transfer-ownership"
            self.send("POST", path, {"member_id": self.access["admin"].id})
            self.sign_in("admin")
            self.assertEqual(self.send("POST", f"{path}/accept").json()["data"]["state"], "accepted")
            send_waiting(self.env)
        for name in ("owner", "admin"):
            subjects = [message["subject"] for message in inbox.of(self.people[name].email)]
            self.assertEqual(subjects, ["A new owner is asked for: Lab", "The workspace Lab has a new owner"])
            self.assertIn("#/workspace/", text_of(inbox.of(self.people[name].email)[0], "html"))
        self.assertEqual(self.member_roles(), {
            "api_owner": "admin", "api_admin": "owner", "api_user": "user", "api_guest": "guest"})

    def test_portal_accounts_that_own_are_not_deleted_at_my(self):
        self.people["owner"].password = "api_owner"
        self.sign_in("owner")
        token = re.search(r'csrf_token" value="([^"]+)"', self.open("/my/security").text)[1]
        answer = self.opener.post(f"{self.base_url()}/my/deactivate_account", timeout=30, data={
            "csrf_token": token, "validation": "api_owner", "password": "api_owner"})
        self.assertIn("This account owns workspaces: Lab", answer.text)
        self.env.invalidate_all()
        self.assertTrue(self.people["owner"].active)
        self.assertEqual(self.people["owner"].login, "api_owner")
