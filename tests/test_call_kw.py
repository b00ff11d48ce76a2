"""Everything that can be called over RPC, as everybody: the policy table holds there, too.

``create``, ``write``, ``unlink`` and whatever else Odoo offers change nothing for members, whatever their role,
portal or internal; our own public methods do what the policy table says.
"""

import inspect

from odoo import api
from odoo.exceptions import AccessError
from odoo.service import model as rpc
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..src import policy
from ..src.api.errors import InsufficientRole, NotFound
from .common import MEMBERS, OUTSIDERS, ROLE, M, PaasCase
from .people import make_people

OURS = "odoo.addons.woow_paas_platform"
FOR_MEMBERS = ("workspace", "workspace_access", "invitation", "ownership_transfer", "cloud_service", "service_intent",
               "activity", "cloud_app_template", "cloud_app_version", "cloud_app_category", "cloud_app_tag", "plan",
               "workspace_template", "access_token")
FOR_ADMINS = ("cluster_look", "chart_wizard", "chart_wizard_version", "chart_wizard_line",
              "host_name", "operator_state", "workspace_template_line")
FOR_NOBODY = ("rate_limit", "secret", "idempotency_key", "event_delivery")
INTERNAL = {"internal_admin": "admin", "internal_user": "user", "internal_guest": "guest"}
NOISY = ("odoo.sql_db", "odoo.models", "odoo.models.unlink", "odoo.addons.mail.models.mail_thread", "odoo.http",
         "odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model", "odoo.tools.cache", "py.warnings")
NO_SECRET = "There is no such secret."

# our own public methods -> what the policy table calls it ("write": who may write the record, "own": whose it is),
# and arguments
OWN = {
    ("workspace", "check_user_access"): ("workspace.view", [1, "guest"]),
    ("workspace", "update_workspace"): ("workspace.edit", [{"description": "by RPC"}]),
    ("workspace", "archive_workspace"): ("workspace.archive", []),
    ("workspace", "change_settings"): ("workspace.view", [{"notify_errors": True}]),
    ("workspace", "delete_workspace"): ("workspace.delete", ["Lab"]),
    ("workspace", "action_archive"): ("write", []),
    ("workspace", "action_unarchive"): ("write", []),
    ("workspace", "export_workspace"): ("workspace.export", []),
    ("plan", "action_view_workspaces"): (None, []),
    ("workspace", "restore_workspace"): ("workspace.archive", []),
    ("workspace", "action_view_services"): (None, []),
    ("workspace", "message_subscribe"): ("write", [[1]]),
    ("workspace", "message_unsubscribe"): ("write", [[1]]),
    ("workspace", "message_get_followers"): ("write", []),
    ("workspace", "invite_members"): ("member.invite", ["by-rpc@example.com"]),
    ("workspace", "leave_workspace"): ("workspace.leave", []),
    ("workspace", "offer_ownership"): ("workspace.transfer", [1]),
    ("invitation", "change_invitation_role"): ("member.invite", ["guest"]),
    ("invitation", "resend_invitation"): ("member.invite", []),
    ("invitation", "cancel_invitation"): ("member.invite", []),
    ("invitation", "action_resend"): ("member.invite", []),
    ("ownership_transfer", "accept_ownership"): ("member.view", []),
    ("ownership_transfer", "decline_ownership"): ("member.view", []),
    ("ownership_transfer", "withdraw_ownership"): ("workspace.transfer", []),
    ("workspace_access", "change_role"): ("member.manage", ["user"]),
    ("workspace_access", "remove_member"): ("member.manage", []),
    ("access_token", "revoke"): ("own", []),
    ("cloud_app_template", "action_view_services"): (None, []),
    ("cloud_app_template", "copy_data"): (None, []),
    ("cloud_app_template", "action_check"): ("write", []),
    ("cloud_app_template", "action_new_version"): ("write", []),
    ("cloud_app_template", "action_publish"): ("write", []),
    ("cloud_app_template", "action_hide"): ("write", []),
    ("cloud_app_version", "action_check"): ("write", []),
    ("cloud_app_version", "action_try_out"): ("write", []),
    ("cloud_app_version", "action_view_tryout"): ("write", []),
    ("cloud_app_version", "action_open"): (None, []),
    ("cloud_app_version", "action_offer"): ("write", []),
    ("cloud_app_version", "action_withdraw"): ("write", []),
    ("chart_wizard", "action_show_versions"): ("write", []),
    ("chart_wizard", "action_read"): ("write", []),
    ("chart_wizard", "action_create"): ("write", []),
    ("chart_wizard_version", "action_choose"): ("write", []),
    ("cloud_service", "change"): ("service.change", [{"site.title": "by RPC"}]),
    ("cloud_service", "upgrade"): ("service.upgrade", ["1.1.0"]),
    ("cloud_service", "relaunch"): ("service.relaunch", []),
    ("cloud_service", "discard"): ("service.discard", []),
    ("cloud_service", "set_custom_domain"): ("service.domain", ["by-rpc.example.com"]),
    ("cloud_service", "verify_custom_domain"): ("service.domain", []),
    ("cloud_service", "remove_custom_domain"): ("service.domain", []),
    ("cloud_service", "stop"): ("service.stop", []),
    ("cloud_service", "start"): ("service.start", []),
    ("cloud_service", "restart"): ("service.restart", []),
    ("cloud_service", "retry"): ("service.retry", []),
    ("cloud_service", "rollback"): ("service.rollback", [1]),
    ("cloud_service", "change_domain"): ("service.domain", ["by-rpc"]),
    ("cloud_service", "remove"): ("service.delete", []),
    ("cloud_service", "reveal_secret"): ("secret.reveal", ["no.such.key"]),
    ("cloud_service", "action_resync"): ("write", []),
    ("cloud_service", "action_look"): ("write", []),
    ("cloud_service", "action_give_up"): ("write", []),
    ("cloud_service", "message_subscribe"): ("write", [[1]]),
    ("cloud_service", "message_unsubscribe"): ("write", [[1]]),
    ("cloud_service", "message_get_followers"): ("write", []),
    ("host_name", "action_end_rest"): ("write", []),
    ("operator_state", "action_catch_up"): ("write", []),
}
INHERITED_ARGUMENTS = ([], [{"name": "by RPC"}], [[{"name": "by RPC"}]], ["by RPC"], [["name"], [["by RPC"]]])


def call_kw(env, model, method, *args, **kwargs):
    """What the web client's ``/web/dataset/call_kw`` does."""
    if hasattr(rpc, "call_kw"):  # Odoo 19
        return rpc.call_kw(env[model], method, list(args), kwargs)
    rpc.get_public_method(env[model], method)
    return api.call_kw(env[model], method, list(args), kwargs)


def public_methods(model):
    """Names of what can be called over RPC on ``model``."""
    names = []
    for name in dir(type(model)):
        if not name.startswith("_") and inspect.isroutine(getattr(type(model), name, None)):
            try:
                rpc.get_public_method(model, name)
            except (AccessError, AttributeError):
                continue
            names.append(name)
    return names


def is_ours(model, name):
    """Whether ``name`` is written, or written over, in this addon."""
    return any(name in vars(cls) and cls.__module__.startswith(OURS) for cls in type(model).mro())


@tagged("post_install", "-at_install")
class TestCallKw(PaasCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people |= make_people(cls.env, "paas", INTERNAL, dict.fromkeys(INTERNAL, "base.group_user"))
        for name, role in INTERNAL.items():
            cls.access[name] = cls.env[M + "workspace_access"].create(
                {"workspace_id": cls.workspace.id, "user_id": cls.people[name].id, "role": role})

    def setUp(self):
        super().setUp()
        self.service = self.running(subdomain="walked")
        self.template.version_ids.copy({"chart_version": "1.1.0"})
        self.service.change(values={"site.title": "Two"})
        self.report(self.service, "ready")
        resting = self.env[M + "host_name"].create({"name": "resting.apps.localhost"})
        resting._release()
        self.records = {
            "workspace": self.workspace, "workspace_access": self.access["guest"], "cloud_service": self.service,
            "service_intent": self.service._intent(1),
            "activity": self.env[M + "activity"].search([("workspace_id", "=", self.workspace.id)], limit=1),
            "cloud_app_template": self.template, "cloud_app_version": self.template.latest_version_id,
            "cloud_app_category": self.env.ref(M + "category_web"), "cloud_app_tag": self.env.ref(M + "tag_sql"),
            "plan": self.env.ref(M + "plan_starter"),
            "workspace_template": self.env.ref(M + "workspace_template_site"),
            "workspace_template_line": self.env.ref(M + "workspace_template_site").line_ids[0],
            "host_name": resting, "operator_state": self.env.ref(M + "operator_state"),
        }
        admins = self.env(user=self.people["platform_admin"].id)  # a wizard is its maker's
        wizard = admins[M + "chart_wizard"].create({"chart_name": "website"})
        line = {"wizard_id": wizard.id}
        self.records.update({
            "chart_wizard": wizard, "chart_wizard_version": admins[M + "chart_wizard_version"].create(line),
            "chart_wizard_line": admins[M + "chart_wizard_line"].create({**line, "label": "L"})})
        self.workspace.with_user(self.people["owner"]).invite_members("walked@example.com")
        self.records["invitation"] = self.env[M + "invitation"].search([("workspace_id", "=", self.workspace.id)])
        self.records["ownership_transfer"] = self.env[M + "ownership_transfer"].create({
            "workspace_id": self.workspace.id, "from_user_id": self.people["owner"].id,
            "to_user_id": self.people["manager"].id})
        self.env[M + "secret"]._set("walked", "s3cret")
        self.records["access_token"], _text = self.env(user=self.people["owner"].id)[M + "access_token"]._create_own(
            "Script", ["workspace:read"], 30)
        self.records["secret"] = self.env[M + "secret"].search([], limit=1)
        self.records["idempotency_key"] = self.env[M + "idempotency_key"].create({
            "user_id": self.people["member"].id, "key": "k", "route": "r", "digest": "d",
            "created_date": "2026-01-01 00:00:00"})
        self.records["event_delivery"] = self.env[M + "event_delivery"].create({
            "delivery": "d", "signature": "s", "received_date": "2026-01-01 00:00:00"})
        self.records["rate_limit"] = self.env[M + "rate_limit"].create({"key": "k", "window_start": 0, "hits": 1})
        self.records["cluster_look"] = self.env[M + "cluster_look"].create({"service_id": self.service.id})
        self.env.cr.flush()  # with the chatter's own notes

    def snapshot(self):
        """All that our tables hold, and the messages and followers of our records."""
        self.env.flush_all()
        tables = [self.env[M + name]._table for name in self.records]
        queries = [f"SELECT '{table}', md5(coalesce(string_agg(t::text, ',' ORDER BY id), '')) FROM {table} t"
                   for table in tables]
        queries += ["SELECT 'messages', count(*)::text FROM mail_message WHERE model LIKE 'woow_paas_platform.%'",
                    "SELECT 'followers', count(*)::text FROM mail_followers WHERE res_model LIKE 'woow_paas%'"]
        self.env.cr.execute(" UNION ALL ".join(queries))
        return dict(self.env.cr.fetchall())

    def attempt(self, name, model, method, *args):
        """The error of one call, None if it went through; what it did is undone."""
        env = self.env(user=self.people[name].id, su=False)
        savepoint = self.env.cr.savepoint()
        try:
            call_kw(env, M + model, method, self.records[model].ids, *args)
            self.env.flush_all()
        except Exception as error:
            return error
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
        return None

    def test_every_model_is_walked(self):
        ours = {name.removeprefix(M) for name in self.env if name.startswith(M) and not self.env[name]._abstract}
        self.assertEqual(ours, set(self.records))
        self.assertEqual(ours, {*FOR_MEMBERS, *FOR_ADMINS, *FOR_NOBODY})

    def test_every_public_method_of_ours_is_in_the_table(self):
        odd = {"create", "write", "copy", "unlink", "onchange"}  # of Odoo, walked below
        found = {(model, name) for model in self.records for name in public_methods(self.env[M + model])
                 if is_ours(self.env[M + model], name) and name not in odd}
        self.assertEqual(found, set(OWN))

    def test_our_methods_do_what_the_policy_table_says(self):
        people = {**{name: ROLE[name] for name in MEMBERS}, **INTERNAL, **dict.fromkeys(OUTSIDERS)}
        for (model, method), (action, args) in OWN.items():
            for name, role in people.items():
                with self.subTest(model=model, method=method, who=name):
                    error = self.attempt(name, model, method, *args)
                    if action is None:
                        self.assertIsNone(error)
                    elif action == "own":
                        self.assertEqual(type(error), type(None) if role == "owner" else NotFound)
                    elif action == "write":
                        self.assertIsInstance(error, AccessError)
                    elif role and policy.allowed(role, action):
                        self.assertNotIsInstance(error, (InsufficientRole, AccessError))
                        self.assertTrue(not isinstance(error, NotFound) or str(error) == NO_SECRET)
                    elif role:
                        self.assertIsInstance(error, InsufficientRole)
                    else:
                        self.assertIsInstance(error, NotFound)
                        self.assertNotEqual(str(error), NO_SECRET)

    def test_platform_admins_may_all_of_it(self):
        for (model, method), (_action, args) in OWN.items():
            with self.subTest(model=model, method=method):
                error = self.attempt("platform_admin", model, method, *args)
                self.assertNotIsInstance(error, (AccessError, InsufficientRole))

    def test_create_write_and_unlink_are_denied_everywhere(self):
        before = self.snapshot()
        for name in (*MEMBERS, *OUTSIDERS, *INTERNAL):
            for model, record in self.records.items():
                vals = {"name": "by RPC"} if "name" in record else {"sequence": 1}
                calls = [("create", [vals]), ("write", [vals]), ("unlink", []), ("copy", []), ("web_save", [vals, {}])]
                if "active" in record:
                    calls.append(("action_archive", []))
                for method, args in calls:
                    with self.subTest(model=model, method=method, who=name):
                        env = self.env(user=self.people[name].id, su=False)
                        ids = [] if method == "create" else [record.ids]
                        with self.assertRaises(AccessError), self.env.cr.savepoint():
                            call_kw(env, M + model, method, *ids, *args)
        self.assertEqual(self.snapshot(), before)

    @mute_logger(*NOISY)
    def test_whatever_else_odoo_offers_changes_nothing(self):
        before, tried = self.snapshot(), 0
        for model in self.records:
            methods = [name for name in public_methods(self.env[M + model]) if not is_ours(self.env[M + model], name)]
            for name in ("owner", "stranger", "internal_admin"):
                savepoint = self.env.cr.savepoint()
                for method in methods:
                    for args in INHERITED_ARGUMENTS:
                        self.call_and_keep(name, model, method, args)
                        tried += 1
                self.assertEqual(self.snapshot(), before, f"{name} changed something by a method of {model}")
                savepoint.close(rollback=True)
        self.assertGreater(tried, 3000)

    def call_and_keep(self, name, model, method, args):
        env = self.env(user=self.people[name].id, su=False)
        try:
            with self.env.cr.savepoint():
                call_kw(env, M + model, method, self.records[model].ids, *args)
        except Exception:
            self.env.invalidate_all()

    def test_reading_follows_the_access_rows(self):
        readers = {"workspace": MEMBERS, "workspace_access": MEMBERS, "cloud_service": MEMBERS,
                   "invitation": ("owner", "manager"), "ownership_transfer": MEMBERS,
                   "service_intent": MEMBERS, "activity": MEMBERS, "cloud_app_template": (*MEMBERS, *OUTSIDERS),
                   "cloud_app_version": (*MEMBERS, *OUTSIDERS),
                   "cloud_app_category": (*MEMBERS, *OUTSIDERS), "cloud_app_tag": (*MEMBERS, *OUTSIDERS),
                   "plan": (*MEMBERS, *OUTSIDERS), "workspace_template": (*MEMBERS, *OUTSIDERS),
                   "access_token": ("owner",)}
        for model in self.records:
            for name in (*MEMBERS, *OUTSIDERS):
                with self.subTest(model=model, who=name):
                    error = self.attempt(name, model, "read", ["id"])
                    if name in readers.get(model, ()):
                        self.assertIsNone(error)
                    else:
                        self.assertIsInstance(error, AccessError)

    def test_private_fields_are_nobodys(self):
        private = {
            "cloud_service": ["raw_status", "last_error", "restart_token", "default_values", "host_name_id"],
            "workspace": ["uuid"],
            "workspace_access": ["notify_errors", "notify_members"],
            "service_intent": ["secrets_sealed"],
            "invitation": ["token_hash", "token_prefix", "mail_id"],
            "secret": ["sealed"],
            "access_token": ["token_hash"],
        }
        for model, names in private.items():
            for field in names:
                for name in ("owner", "internal_admin"):
                    with self.subTest(model=model, field=field, who=name):
                        self.assertIsInstance(self.attempt(name, model, "read", [field]), AccessError)
        for model, field in (("service_intent", "secrets_sealed"), ("secret", "sealed"), ("invitation", "token_hash"),
                             ("access_token", "token_hash")):
            self.assertIsInstance(self.attempt("platform_admin", model, "read", [field]), AccessError)

    def test_no_form_tells_what_its_reader_may_not_read(self):
        """A form that is filled in works fields out as the superuser: of any user, of any host name."""
        asked = [
            ("workspace_access", {"user_id": self.people["platform_admin"].id}, "user_email"),
            ("cloud_service", {"host_name_id": self.records["host_name"].id}, "url"),
            ("invitation", {"mail_id": self.env["mail.mail"].create({"state": "sent"}).id}, "mail_state"),
        ]
        for name in (*MEMBERS, *OUTSIDERS, *INTERNAL):
            env = self.env(user=self.people[name].id, su=False)
            for model, values, told in asked:
                with self.subTest(model=model, who=name), self.assertRaises(AccessError):
                    call_kw(env, M + model, "onchange", [], values, list(values), {told: {}})
            for model in self.records:
                with self.subTest(model=model, who=name, what="of a record"):
                    self.assertIsInstance(self.attempt(name, model, "onchange", {}, [], {}), AccessError)

    def test_platform_admins_fill_forms_in(self):
        env = self.env(user=self.people["platform_admin"].id, su=False)
        found = call_kw(env, M + "plan", "onchange", [], {}, [], {"cpu": {}})
        self.assertEqual(found["value"]["cpu"], 4)
        self.assertIsNone(self.attempt("platform_admin", "workspace", "onchange", {"plan_id": False}, ["plan_id"], {}))

    def test_the_chatter_is_for_platform_admins(self):
        message = self.workspace.message_post(body="between admins")
        for name in ("owner", "internal_admin"):
            env = self.env(user=self.people[name].id, su=False)
            with self.subTest(who=name):
                self.assertIsInstance(self.attempt(name, "workspace", "message_post"), AccessError)
                self.assertIsInstance(self.attempt(name, "cloud_service", "message_post"), AccessError)
                with self.assertRaises(AccessError):
                    message.with_env(env).read(["body"])
                found = env["mail.message"].search([("model", "=", self.workspace._name)])
                self.assertFalse(found)
        self.assertIsNone(self.attempt("platform_admin", "workspace", "message_post"))

    def test_a_withdrawn_application_is_seen_by_nobody(self):
        self.template.is_published = False
        self.assertIsInstance(self.attempt("owner", "cloud_app_template", "read", ["name"]), AccessError)
        row = self.service.with_user(self.people["guest"])._to_api()[0]
        self.assertEqual(row["template"]["slug"], "test-site", "its services still say what they are")
