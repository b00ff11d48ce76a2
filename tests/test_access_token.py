"""Access tokens: scripts act for a user, as far as the token's scopes go and no further."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.sql_db import db_connect
from odoo.tests import tagged

from ..src.api.errors import Invalid, NotFound
from ..src.api.routes import ROUTES, TOKEN_MODEL, TOKENS
from ..src.api.schemas.access_token import AccessTokenCreate
from ..src.scopes import SCOPES
from .api_case import ApiCase
from .api_requests import RequestMaker
from .still_clock import count_at

WALKED = [route for route in ROUTES if route.auth == "paas"]


@tagged("post_install", "-at_install")
class TestAccessToken(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.requests = RequestMaker(cls)

    def test_the_description_names_the_scopes_of_the_table(self):
        scopes = AccessTokenCreate.model_json_schema()["properties"]["scopes"]["items"]
        self.assertEqual(scopes, {"type": "string", "enum": list(SCOPES)})

    def make(self, person="owner", scopes=tuple(SCOPES), days=30):
        """A token of one of the people: its row and its text."""
        model = self.env[TOKEN_MODEL].with_user(self.people[person])
        token, text = model._create_own("Script", list(scopes), days)
        self.env.flush_all()
        return token.with_env(self.env), text

    def call(self, text, verb, path, body=None):
        """One request of somebody without a session who holds the token."""
        self.sign_in(None)
        return self.send(verb, path, body, headers={"Authorization": f"Bearer {text}"})

    def test_every_route_with_all_scopes_and_with_each_alone(self):
        walked, refused = 0, 0
        for scopes in (tuple(SCOPES), *((scope,) for scope in SCOPES)):
            _token, text = self.make(scopes=scopes)
            for route in WALKED:
                with self.subTest(route=route.name, scopes=scopes), self.undone():
                    request = self.requests.good(route)
                    response = self.call(text, route.verb, request.url, request.body)
                    walked += 1
                    if route.scope in scopes:
                        self.assertNotIn(response.status_code, (401, 403), response.text[:300])
                        continue
                    refused += 1
                    self.assertRefused(response, 403, "insufficient_scope")
                    challenge = response.headers["WWW-Authenticate"]
                    self.assertIn("insufficient_scope", challenge)
                    self.assertEqual(bool(route.scope), f'scope="{route.scope}"' in challenge or
                                     f"scope={route.scope}" in challenge)
        self.assertTrue(0 < refused < walked)

    def test_no_token_makes_tokens_reads_secrets_or_manages_people(self):
        out_of_reach = {route.name for route in WALKED if not route.scope}
        for name in ("post_me_tokens", "delete_me_tokens_token_id", "post_workspaces_workspace_id_members",
                     "post_workspaces_workspace_id_services_service_id_secrets_key_reveal",
                     "post_workspaces_workspace_id_transfer-ownership", "delete_workspaces_workspace_id_forever"):
            self.assertIn(name, out_of_reach)

    def test_a_token_may_no_more_than_its_person(self):
        _token, text = self.make("guest")
        path = f"/api/workspaces/{self.workspace.id}/services/{self.service.id}"
        self.assertEqual(self.call(text, "GET", path).json()["data"]["id"], self.service.id)
        self.assertRefused(self.call(text, "POST", f"{path}/stop"), 403, "insufficient_role")
        foreign = f"/api/workspaces/{self.foreign_workspace.id}/services"
        self.assertRefused(self.call(text, "GET", foreign), 404, "not_found")

    def test_the_same_call_by_json_rpc(self):
        _token, text = self.make(scopes=["workspace:read"])
        self.sign_in(None)
        bearer = {"Authorization": f"Bearer {text}"}
        rows = self.rpc("/api/workspaces", "list", headers=bearer)["result"]["data"]
        self.assertEqual([row["name"] for row in rows], ["Lab"])
        error = self.rpc("/api/workspaces", "create", headers=bearer, name="More")["error"]
        self.assertEqual(error["data"]["code"], "insufficient_scope")

    def test_a_script_leaves_no_session_behind(self):
        _token, text = self.make()
        response = self.call(text, "GET", "/api/workspaces")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_dead_tokens_are_a_401_with_a_challenge(self):
        token, text = self.make()
        wrong_end = text[:-1] + ("a" if text[-1] != "a" else "b")
        for dead in (wrong_end, text[:20], "", "woow_", text + "x"):
            with self.subTest(dead=dead):
                response = self.call(dead, "GET", "/api/workspaces")
                self.assertRefused(response, 401, "unauthenticated")
                self.assertIn("invalid_token", response.headers["WWW-Authenticate"])
        token.expires_date = fields.Datetime.now() - timedelta(seconds=1)
        self.env.flush_all()
        self.assertRefused(self.call(text, "GET", "/api/workspaces"), 401, "unauthenticated")

    def test_an_archived_account_has_no_token(self):
        _token, text = self.make("user")
        self.people["user"].active = False
        self.env.flush_all()
        self.assertRefused(self.call(text, "GET", "/api/workspaces"), 401, "unauthenticated")

    def test_a_token_is_told_once_and_kept_as_a_hash(self):
        self.sign_in("owner")
        body = {"name": " Backup ", "scopes": ["service:read", "workspace:read"], "expires_in_days": 7}
        made = self.send("POST", TOKENS, body, headers={"Idempotency-Key": "token-1"}).json()["data"]
        self.assertEqual((made["name"], made["scopes"]), ("Backup", ["workspace:read", "service:read"]))
        lasts = self.env[TOKEN_MODEL].browse(made["id"]).expires_date - fields.Datetime.now()
        self.assertTrue(timedelta(days=6) < lasts <= timedelta(days=7))
        self.assertTrue(made["token"].startswith("woow_") and made["token"].startswith(made["prefix"]))
        again = self.send("POST", TOKENS, body, headers={"Idempotency-Key": "token-1"}).json()["data"]
        self.assertEqual((again["id"], again["token"]), (made["id"], None))
        listed = self.send("GET", TOKENS)
        self.assertEqual([row["expired"] for row in listed.json()["data"]], [False])
        self.assertNotIn(made["token"], listed.text)
        self.env.cr.execute("SELECT row_to_json(t)::text FROM woow_paas_platform_access_token t")
        self.assertNotIn(made["token"], str(self.env.cr.fetchall()))
        self.env.cr.execute("SELECT row_to_json(t)::text FROM woow_paas_platform_activity t")
        self.assertNotIn(made["token"], str(self.env.cr.fetchall()))
        recorded = self.env["woow_paas_platform.activity"].search([("action", "=", "token.created")], limit=1)
        self.assertEqual((recorded.actor_id, recorded.subject), (self.people["owner"], "Backup"))
        self.assertEqual(self.call(made["token"], "GET", "/api/workspaces").status_code, 200)

    def test_revoking_ends_it_at_once_and_is_recorded(self):
        token, text = self.make()
        self.sign_in("owner")
        self.assertEqual(self.send("DELETE", f"{TOKENS}/{token.id}").status_code, 200)
        self.assertRefused(self.call(text, "GET", "/api/workspaces"), 401, "unauthenticated")
        newest = self.env["woow_paas_platform.activity"].search([("action", "=", "token.revoked")], limit=1)
        self.assertEqual((newest.actor_id, newest.subject), (self.people["owner"], "Script"))

    def test_platform_admins_revoke_anybodys_in_the_backend_and_only_see_their_own_in_the_api(self):
        token, _text = self.make()
        self.sign_in("platform_admin")
        self.assertRefused(self.send("DELETE", f"{TOKENS}/{token.id}"), 404, "not_found")
        self.assertEqual(self.send("GET", TOKENS).json()["count"], 0)
        token.with_user(self.people["platform_admin"]).revoke()
        self.assertFalse(token.exists())

    def test_nobody_revokes_others_tokens_or_those_that_are_gone(self):
        own, others = self.make()[0], self.make("user")[0]
        as_owner = self.env[TOKEN_MODEL].with_user(self.people["owner"])
        for wanted in (others, own | others):
            with self.assertRaises(NotFound):
                as_owner.browse(wanted.ids).revoke()
        self.assertEqual((own | others).exists(), own | others)
        as_owner.browse(own.ids).revoke()
        with self.assertRaises(NotFound):
            as_owner.browse(own.ids).revoke()

    def test_nobody_is_shown_others_tokens(self):
        token, _text = self.make()
        with self.assertRaises(AccessError):
            token.with_user(self.people["user"])._to_api()

    def test_there_are_no_scopes_but_those_of_the_table(self):
        with self.assertRaises(Invalid) as refusal:
            self.env[TOKEN_MODEL].with_user(self.people["owner"])._create_own("Script", ["service:read", "all"], 1)
        self.assertEqual(set(refusal.exception.fields), {"scopes"})

    def test_who_calls_with_one_is_answered_in_their_own_language(self):
        _token, text = self.make()
        english = self.call(text, "GET", f"/api/workspaces/{2**31 - 1}").json()["error"]
        self.people["owner"].lang = "zh_TW"
        self.env.flush_all()
        self.assertNotEqual(self.call(text, "GET", f"/api/workspaces/{2**31 - 1}").json()["error"], english)

    def test_each_call_notes_the_use(self):
        _token, text = self.make()
        with patch.object(type(self.env[TOKEN_MODEL]), "_note_use") as noted:
            self.call(text, "GET", "/api/workspaces")
        noted.assert_called_once()

    def test_bad_wishes_say_what_is_wrong(self):
        self.sign_in("owner")
        for body, field in (
            ({"name": "", "scopes": ["service:read"]}, "name"), ({"name": "x", "scopes": []}, "scopes"),
            ({"name": "x", "scopes": ["all"]}, "scopes.0"), ({"name": "x", "scopes": "service:read"}, "scopes"),
            ({"name": "x", "scopes": ["service:read"], "expires_in_days": 0}, "expires_in_days"),
            ({"name": "x", "scopes": ["service:read"], "expires_in_days": 367}, "expires_in_days"),
        ):
            with self.subTest(body=body):
                self.assertIn(field, self.assertRefused(self.send("POST", TOKENS, body), 422, "invalid")["fields"])

    def test_nobody_has_more_than_fifty(self):
        for _number in range(50):
            self.make()
        self.sign_in("owner")
        refused = self.send("POST", TOKENS, {"name": "One more", "scopes": ["service:read"]})
        self.assertRefused(refused, 409, "conflict")

    def test_each_token_has_a_limit_of_its_own(self):
        count_at(self)
        _token, one = self.make()
        _token, other = self.make()
        left = [int(self.call(text, "GET", "/api/workspaces").headers["RateLimit-Remaining"])
                for text in (one, one, other)]
        self.assertEqual((left[0] - left[1], left[2]), (1, left[0]))

    def test_use_is_noted_at_most_every_five_minutes(self):
        """In transactions of their own, as in production: use is noted apart from the request's."""
        with self.committed() as tokens:
            token, text = tokens._create_own("Script", ["workspace:read"], 30)
        self.addCleanup(self.forget, token.id)
        first = self.use(text)
        self.assertTrue(first)
        for minutes, is_noted in ((4, False), (6, True)):
            before = fields.Datetime.now() - timedelta(minutes=minutes)
            with self.committed() as tokens:
                tokens._by_token(text).last_used_date = before
            self.assertEqual(self.use(text) > before, is_noted)

    def test_noting_the_use_waits_for_nobody(self):
        with self.committed() as tokens:
            token, text = tokens._create_own("Script", ["workspace:read"], 30)
        self.addCleanup(self.forget, token.id)
        with db_connect(self.env.cr.dbname).cursor() as holder:
            holder.execute("SELECT id FROM woow_paas_platform_access_token WHERE id = %s FOR UPDATE", [token.id])
            noting = threading.Thread(target=self.use, args=[text])
            noting.start()
            noting.join(60)
            waits = noting.is_alive()
        noting.join()
        self.assertFalse(waits)

    @contextmanager
    def committed(self):
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            tokens = self.env(cr=cursor, user=self.env.ref("base.user_admin").id)[TOKEN_MODEL]
            yield tokens
            tokens.env.flush_all()

    def use(self, text):
        """When the token was last used, once it has been used now."""
        with self.committed() as tokens:
            tokens._by_token(text)._note_use()
        with self.committed() as tokens:
            return tokens._by_token(text).last_used_date

    def forget(self, token_id):
        with self.committed() as tokens:
            tokens.browse(token_id).sudo().unlink()

    def test_expired_tokens_are_swept_after_a_month(self):
        token, _text = self.make()
        kept, _text = self.make()
        token.expires_date = fields.Datetime.now() - timedelta(days=31)
        kept.expires_date = fields.Datetime.now() - timedelta(days=29)
        self.env[TOKEN_MODEL]._gc_expired()
        self.assertEqual((token | kept).exists(), kept)


@tagged("post_install", "-at_install")
class TestSearch(ApiCase):
    def names(self, text, **params):
        rows = self.send("GET", f"/api/search?q={text}" + "".join(f"&{k}={v}" for k, v in params.items())).json()
        return [(row["kind"], row["name"]) for row in rows["data"]]

    def test_everybody_finds_what_they_may_see(self):
        self.template.name = "Labelled"
        self.service.sudo().name = "Lab site"
        self.env.flush_all()
        self.sign_in("guest")
        self.assertEqual(
            self.names("lab"), [("workspace", "Lab"), ("service", "Lab site"), ("template", "Labelled")])
        self.assertEqual(self.names("site%20lab"), [("service", "Lab site")])
        self.assertEqual(self.names("elsewhere"), [])
        self.assertEqual(self.names("%25"), [])
        self.sign_in("stranger")
        self.assertEqual(self.names("lab"), [("template", "Labelled")])

    def test_what_begins_with_it_comes_first_and_what_only_tells_of_it_last(self):
        other = self.template.copy({"name": "A shop of quark", "slug": "b", "is_published": True})
        told = self.template.copy({"name": "Aaa", "slug": "c", "description": "Quark inside", "is_published": True})
        self.template.name = "Quarkery"
        self.service.sudo().name = "Front"
        self.env.flush_all()
        self.sign_in("guest")
        self.assertEqual(self.names("quark"), [
            ("service", "Front"), ("template", "Quarkery"), ("template", other.name), ("template", told.name)])
        self.assertEqual(self.names("QUARK", limit=1), [("service", "Front"), ("template", "Quarkery")])

    def test_a_withdrawn_application_is_not_offered(self):
        self.template.write({"name": "Zebra", "is_published": False})
        self.env.flush_all()
        for person in ("owner", "platform_admin"):
            self.sign_in(person)
            self.assertEqual([kind for kind, _name in self.names("zebra") if kind == "template"], [])

    def test_what_is_asked_for_has_to_be_something(self):
        self.sign_in("owner")
        for query in ("", "q=", "q=%20", f"q={'x' * 201}", "q=x&limit=0", "q=x&limit=51"):
            with self.subTest(query=query[:20]):
                self.assertRefused(self.send("GET", f"/api/search?{query}"), 422, "invalid")
