"""Rate limits: counted by all workers together, told in headers, tight at the door."""

import json
import threading
import time
from contextlib import suppress
from unittest.mock import patch

from odoo.sql_db import db_connect
from odoo.tests import tagged
from odoo.tools import config, mute_logger
from psycopg2 import OperationalError
from psycopg2.errors import LockNotAvailable
from psycopg2.pool import PoolError

from ..src.api.errors import RateLimited
from ..src.models import rate_limit
from ..src.models.rate_limit import API_LIMIT, DOOR_LIMIT, INVITE_LIMIT
from .api_case import JSON, ApiCase
from .at_once import PATIENCE
from .common import M
from .still_clock import COUNT, count_at

DEPRECATED = ("odoo.addons.rpc.controllers.jsonrpc", "odoo.addons.rpc.controllers.xmlrpc")  # as Odoo 19 says
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@tagged("post_install", "-at_install")
class TestRateLimit(ApiCase):
    def setUp(self):
        super().setUp()
        self.limits = self.env[M + "rate_limit"]
        self.addCleanup(self.forget)
        self.forget()
        count_at(self)

    def forget(self):
        """Nobody has called yet: the counts are committed, so that a test's end does not undo them."""
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute("DELETE FROM woow_paas_platform_rate_limit")

    def allow(self, limit, calls):
        self.env["ir.config_parameter"].set_param(M + limit.setting, str(calls))
        self.env.flush_all()

    def sign_in_at_the_door(self, path="/web/login", headers=None):
        data = "login=nobody&password=wrong&csrf_token=x"
        return self.send("POST", path, data=data, headers={**FORM, **(headers or {})})

    def test_two_workers_count_together(self):
        """Each count is a transaction of its own: what one worker counts the next one finds, nothing is rolled back."""
        self.assertEqual(self.limits._hit(API_LIMIT, "user:1").hits, 1)
        with db_connect(self.env.cr.dbname).cursor() as other_worker:
            other = self.env(cr=other_worker)
            self.assertEqual(other[M + "rate_limit"]._hit(API_LIMIT, "user:1").hits, 2)
            other_worker.rollback()
        self.assertEqual(self.limits._hit(API_LIMIT, "user:1").hits, 3)
        self.assertEqual(self.limits._hit(API_LIMIT, "user:2").hits, 1)

    def test_a_count_waits_for_no_transaction_and_none_waits_for_it(self):
        self.env.cr.execute("SELECT 1")
        with db_connect(self.env.cr.dbname).cursor() as held:
            held.execute("SELECT hits FROM woow_paas_platform_rate_limit")  # a snapshot is held meanwhile
            for hits in range(1, 4):
                self.assertEqual(self.limits._hit(API_LIMIT, "user:7").hits, hits)

    def test_the_table_is_unlogged_and_is_swept(self):
        self.env.cr.execute("SELECT relpersistence FROM pg_class WHERE relname = 'woow_paas_platform_rate_limit'")
        self.assertEqual(self.env.cr.fetchone()[0], "u")
        self.limits.create([{"key": "old", "window_start": 0, "hits": 1},
                            {"key": "new", "window_start": time.time() - 60, "hits": 1}])
        self.limits._gc_idle()
        self.assertEqual(self.limits.search([("key", "in", ("old", "new"))]).mapped("key"), ["new"])

    def test_a_window_ends_with_its_minute_and_the_next_one_begins_at_one(self):
        for second, hits, reset in ((0, 1, 60), (59.5, 2, 1), (59.999, 3, 1), (60, 1, 60), (119, 2, 1), (600, 1, 60)):
            count_at(self, second)
            count = self.limits._hit(API_LIMIT, "w")
            self.assertEqual((count.hits, count.reset), (hits, reset), second)

    def test_time_is_the_database_s(self):
        with patch.object(rate_limit, "COUNT", COUNT):
            self.limits._hit(API_LIMIT, "w")
        with db_connect(self.env.cr.dbname).cursor() as cursor:
            cursor.execute("SELECT extract(epoch FROM clock_timestamp()) - window_start"
                           " FROM woow_paas_platform_rate_limit WHERE key = 'api:w'")
            [ago] = cursor.fetchone()
        self.assertTrue(0 <= ago < API_LIMIT.seconds + PATIENCE, ago)

    def test_a_limit_counts_by_itself(self):
        for limit in (API_LIMIT, DOOR_LIMIT, INVITE_LIMIT):
            self.assertEqual(self.limits._hit(limit, "somebody").hits, 1)

    def test_calls_at_the_same_moment_are_all_counted(self):
        def call():
            counted = 0
            while counted < 5:
                with suppress(LockNotAvailable):  # a slow machine
                    counted += bool(self.limits._counted(API_LIMIT, "api:crowd"))

        callers = [threading.Thread(target=call) for _caller in range(6)]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        self.assertEqual(self.limits._hit(API_LIMIT, "crowd").hits, 31)

    def test_a_count_that_cannot_be_made_in_a_second_is_given_up(self):
        self.limits._hit(API_LIMIT, "slow")
        with db_connect(self.env.cr.dbname).cursor() as holder:
            holder.execute("SELECT hits FROM woow_paas_platform_rate_limit WHERE key = 'api:slow' FOR UPDATE")
            with self.assertLogs("odoo.addons.woow_paas_platform.src.models.rate_limit", "WARNING"):
                self.assertIsNone(self.limits._hit(API_LIMIT, "slow"))

    def test_whoever_comes_too_early_is_never_told_to_come_back_at_once(self):
        with patch.object(type(self.limits), "_counted", return_value=(1, 0)):
            self.assertEqual(self.limits._hit(API_LIMIT, "early").reset, 1)

    def test_answers_tell_what_is_left_and_the_refusal_when_to_come_back(self):
        self.allow(API_LIMIT, 3)
        self.sign_in("owner")
        left = [self.send("GET", "/api/me").headers["RateLimit-Remaining"] for _call in range(3)]
        self.assertEqual(left, ["2", "1", "0"])
        refused = self.send("GET", "/api/me")
        self.assertIn("seconds", self.assertRefused(refused, 429, "rate_limited")["error"])
        headers = refused.headers
        self.assertEqual(headers["RateLimit-Policy"], '"api";q=3;w=60')
        self.assertRegex(headers["RateLimit"], r'^"api";r=0;t=50$')
        self.assertEqual((headers["RateLimit-Limit"], headers["RateLimit-Remaining"]), ("3", "0"))
        self.assertEqual((headers["Retry-After"], headers["RateLimit-Reset"]), ("50", "50"))
        error = self.rpc("/api/me", "get")["error"]
        self.assertEqual((error["code"], error["data"]["code"]), (429, "rate_limited"))
        self.sign_in("user")
        self.assertEqual(self.send("GET", "/api/me").status_code, 200, "another user has a count of their own")

    def test_refusals_and_files_tell_it_too(self):
        self.sign_in("owner")
        for path in (f"/api/workspaces/{2**31 - 1}", f"/api/workspaces/{self.workspace.id}/activity/export"):
            self.assertIn("RateLimit", self.send("GET", path).headers)

    def test_who_is_not_let_in_is_counted_by_address(self):
        self.allow(API_LIMIT, 2)
        self.sign_in(None)
        bearer = {"Authorization": "Bearer dead"}
        codes = [self.send("GET", "/api/me", headers=bearer).status_code for _call in range(3)]
        self.assertEqual(codes, [401, 401, 429])
        self.sign_in("owner")
        self.assertEqual(self.send("GET", "/api/me").status_code, 200, "who is signed in is no part of it")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_the_door_is_tight_and_says_so_on_a_page(self):
        self.allow(DOOR_LIMIT, 5)
        self.sign_in(None)
        codes = [self.sign_in_at_the_door(path).status_code
                 for path in ("/web/login", "/web/reset_password", "/web/signup", "/web/login/totp", "/web/login")]
        self.assertNotIn(429, codes)
        refused = self.sign_in_at_the_door()
        self.assertEqual(refused.status_code, 429)
        self.assertIn("Please try again in", refused.text)
        self.assertTrue(refused.headers["Content-Type"].startswith("text/html"))
        self.assertTrue(int(refused.headers["Retry-After"]) > 0)
        self.assertEqual(self.send("GET", "/web/login").status_code, 200, "the page itself may be looked at")
        self.sign_in("owner")
        self.assertEqual(self.send("GET", "/api/me").status_code, 200, "who is inside goes on working")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http", *DEPRECATED)
    def test_no_side_door(self):
        self.sign_in(None)
        db = self.env.cr.dbname
        xml = ("<?xml version='1.0'?><methodCall><methodName>authenticate</methodName><params>"
               f"<param><value>{db}</value></param><param><value>nobody</value></param>"
               "<param><value>wrong</value></param><param><value><struct/></value></param></params></methodCall>")
        session = {"jsonrpc": "2.0", "params": {"db": db, "login": "nobody", "password": "wrong"}}
        common = {"jsonrpc": "2.0", "params": {"service": "common", "method": "login", "args": [db, "nobody", "wrong"]}}
        calls = (
            lambda: self.send("POST", "/web/session/authenticate", session),
            lambda: self.send("POST", "/jsonrpc", common),
            lambda: self.send("POST", "/xmlrpc/2/common", data=xml, headers={"Content-Type": "text/xml"}),
        )
        for call in calls:
            self.forget()
            self.allow(DOOR_LIMIT, 1)
            self.assertNotIn("Too many requests", call().text)
            self.assertIn("Too many requests", call().text)

    @mute_logger("odoo.http", *DEPRECATED)
    def test_calls_that_check_no_password_are_no_sign_in(self):
        self.sign_in(None)
        self.allow(DOOR_LIMIT, 1)
        arguments = [self.env.cr.dbname, 2, "wrong", "res.users", "read", [2]]
        elsewhere = {"jsonrpc": "2.0", "params": {"service": "object", "method": "execute", "args": arguments}}
        for body in (json.dumps(elsewhere), '{"params": []}', "{"):
            for _call in range(3):
                response = self.send("POST", "/jsonrpc", data=body, headers=JSON)
                self.assertNotIn("Too many requests", response.text)
                self.assertLess(response.status_code, 500, body)

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_one_subscriber_is_one_caller_whatever_the_address_looks_like(self):
        self.allow(DOOR_LIMIT, 1)
        self.sign_in(None)
        known = [("2001:db8::1", False), ("2001:db8::2", True), ("2001:db8:0:1::1", False),
                 ("203.0.113.9", False), ("::ffff:203.0.113.9", True), ("fe80::1%eth0", False), ("fe80::2%eth1", True),
                 ("nobody-knows", False), ("nor-this", True)]
        with patch.dict(config.options, {"proxy_mode": True}):
            for address, was_here in known:
                headers = {"X-Forwarded-For": address, "X-Forwarded-Host": "127.0.0.1"}
                with self.subTest(address=address):
                    self.assertEqual(self.sign_in_at_the_door(headers=headers).status_code == 429, was_here)

    def test_nobody_tries_links(self):
        self.sign_in(None)
        for path, kind in (("/api/invitations/guessed", "application/json"), ("/woow/invitation/guessed", "text/html")):
            self.forget()
            self.allow(DOOR_LIMIT, 2)
            answers = [self.send("GET", path) for _try in range(3)]
            self.assertEqual([answer.status_code for answer in answers], [404, 404, 429])
            self.assertTrue(answers[2].headers["Content-Type"].startswith(kind))
            self.assertTrue(int(answers[2].headers["Retry-After"]) > 0)

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_a_proxy_is_believed_in_proxy_mode_only(self):
        self.allow(DOOR_LIMIT, 1)
        self.sign_in(None)
        claims = [{"X-Forwarded-For": f"203.0.113.{n}", "X-Forwarded-Host": "127.0.0.1"} for n in range(3)]
        codes = [self.sign_in_at_the_door(headers=claim).status_code for claim in claims]
        self.assertEqual(codes[1:], [429, 429], "an address that callers made up themselves")
        self.forget()
        with patch.dict(config.options, {"proxy_mode": True}):
            codes = [self.sign_in_at_the_door(headers=claim).status_code for claim in (*claims, claims[0])]
        self.assertNotIn(429, codes[:3])
        self.assertEqual(codes[3], 429)

    def test_where_nothing_can_be_counted_the_api_goes_on_and_the_door_stays_shut(self):
        for fault in (OperationalError("away"), PoolError("the pool is full")):
            with (self.subTest(fault=fault), patch.object(type(self.limits), "_counted", side_effect=fault),
                  self.assertLogs("odoo.addons.woow_paas_platform.src.models.rate_limit", "WARNING")):
                self.assertIsNone(self.limits._hit(API_LIMIT, "user:1"))
                with self.assertRaises(RateLimited):
                    self.limits._hit(DOOR_LIMIT, "203.0.113.1")

    def test_a_setting_that_makes_no_sense_is_the_default(self):
        for text in ("", "0", "-1", "many"):
            self.env["ir.config_parameter"].set_param(M + API_LIMIT.setting, text)
            self.assertEqual(self.limits._allowed(API_LIMIT), API_LIMIT.default)

    def test_the_operator_is_not_held_up(self):
        self.allow(API_LIMIT, 1)
        self.sign_in(None)
        for _event in range(3):
            response = self.send("POST", "/api/operator/events", json.loads('{"events": []}'))
            self.assertEqual(response.status_code, 401, "not counted: its signature is what is asked for")
