"""What goes wrong inside: callers read a sentence, never a traceback, SQL or a path."""

from unittest.mock import patch

import psycopg2
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .api_case import ApiCase

ME = "/api/me"
SECRET = "SELECT password FROM /srv/src/x.py"
LOGGERS = ("odoo.http", "odoo.addons.base.models.ir_http")


@tagged("post_install", "-at_install")
class TestApiFaults(ApiCase):
    """Handlers are made to fail on purpose: such faults cannot be had from outside."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("zh_TW")
        self.people["owner"].lang = "zh_TW"
        self.sign_in("owner")

    def failing(self, effect):
        """Let the handler of ``GET /api/me`` meet ``effect``: an exception, or a query to run."""
        def _to_api(users):
            if isinstance(effect, str):
                users.env.cr.execute(effect)
            raise type(effect)(*effect.args)  # a new one each time: Odoo keeps the answer on it

        return patch.object(self.env.registry["res.users"], "_to_api", _to_api)

    @mute_logger("odoo.http", "odoo.sql_db")
    def test_unexpected_faults_are_a_plain_500(self):
        for effect in (ZeroDivisionError(SECRET), KeyError(SECRET), "SELECT 1/0", "SELECT nothing FROM nowhere"):
            with self.subTest(effect=effect), self.failing(effect):
                self.assertRefused(self.send("GET", ME), 500, "internal_error")
                error = self.rpc(ME, "get")["error"]
                self.assertEqual((error["code"], error["data"]["debug"]), (500, ""))
                self.assertNotIn("SELECT", str(error))

    def test_records_that_may_not_be_read_do_not_exist(self):
        for effect in (AccessError(SECRET), MissingError(SECRET)):
            with self.subTest(effect=effect), self.failing(effect):
                self.assertRefused(self.send("GET", ME), 404, "not_found")

    def test_what_a_model_says_to_a_person_is_a_422(self):
        for effect in (UserError("Too many."), ValidationError("Too many.")):
            with self.subTest(effect=effect), self.failing(effect):
                self.assertEqual(self.assertRefused(self.send("GET", ME), 422, "invalid")["error"], "Too many.")

    @mute_logger("odoo.sql_db")
    def test_a_clash_in_the_database_is_a_409_without_names_of_tables(self):
        user = self.people["owner"]
        with self.failing(f"INSERT INTO res_users (login, company_id, partner_id) "
                          f"SELECT login, company_id, partner_id FROM res_users WHERE id = {user.id}"):
            response = self.send("PATCH", ME, {"tz": "UTC"})
        self.assertNotIn("res_users", self.assertRefused(response, 409, "conflict")["error"])

    def test_a_database_that_is_away_is_a_503_that_says_when_to_come_back(self):
        with self.failing(psycopg2.OperationalError(SECRET)), mute_logger("odoo.http"):
            response = self.send("GET", ME)
        self.assertRefused(response, 503, "busy")
        self.assertTrue(response.headers["Retry-After"])

    def test_a_fault_while_signing_in_is_no_401(self):
        ir_http = self.env.registry["ir.http"]
        with patch.object(ir_http, "_auth_method_user", side_effect=KeyError(SECRET)), mute_logger(*LOGGERS):
            self.assertRefused(self.send("GET", ME), 503, "busy")
