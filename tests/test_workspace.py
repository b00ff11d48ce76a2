"""Workspaces and their members: names, slugs, the one owner, the quota."""

from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import errors

from ..src import policy
from ..src.api.errors import Conflict, InsufficientRole, Invalid
from .at_once import AtOnceCase
from .common import M, PaasCase
from .people import make_people


@tagged("post_install", "-at_install")
class TestWorkspace(PaasCase):
    def test_slugs_are_made_and_unique(self):
        names = ["Acme Tools", "acme  tools!", "Café Größe", "研發實驗室", "研發實驗室", "---", "x" * 100]
        slugs = [self.make_workspace("stranger", name).slug for name in names]
        bases = [slug.rpartition("-")[0] for slug in slugs]
        self.assertEqual(bases, ["acme-tools", "acme-tools", "cafe-groe", *["workspace"] * 3, "x" * 48])
        self.assertEqual(len(set(slugs)), len(slugs))
        for slug in slugs:
            self.assertRegex(slug, r"^[a-z0-9-]+-[0-9a-f]{8}$")

    def test_a_slug_tells_nothing_of_what_others_call_theirs(self):
        """Whether somebody has the name or nobody has, what one gets has the same form."""
        self.make_workspace("owner", "Secret project")
        taken, free = (self.make_workspace("stranger", name).slug for name in ("Secret project", "Free project"))
        self.assertRegex(taken, r"^secret-project-[0-9a-f]{8}$")
        self.assertRegex(free, r"^free-project-[0-9a-f]{8}$")

    def test_a_new_workspace_has_its_maker_as_owner_and_follower_of_nothing(self):
        workspace = self.make_workspace("stranger", "Mine")
        self.assertEqual(workspace.owner_id, self.people["stranger"])
        self.assertEqual(workspace.access_ids.mapped("role"), ["owner"])
        self.assertEqual(workspace.namespace, f"paas-ws-{workspace.id}")
        self.assertTrue(workspace.uuid)
        self.assertFalse(workspace.message_follower_ids)

    def test_names_and_descriptions(self):
        for name in ("", "   ", "x" * 121, None, "two\nlines", "\u200b\ufeff", "left \u202e right", "bell\x07"):
            with self.subTest(name=name), self.assertRaises(Invalid) as refusal:
                self.make_workspace("stranger", name)
            self.assertIn("name", refusal.exception.fields)
        for name in ("研發實驗室", "👩\u200d🔬 Lab", "مختبر", "Ça & là <b>"):
            self.assertEqual(self.make_workspace("stranger", name).name, name)
        member = self.workspace.with_user(self.people["member"])
        member.update_workspace({"name": " New ", "description": " What "})
        self.assertEqual((self.workspace.name, self.workspace.description), ("New", "What"))
        for vals in ({"name": ""}, {"description": "x" * 2001}, {"owner_id": self.people["member"].id}, {"slug": "x"}):
            with self.subTest(**vals), self.assertRaises(Invalid), self.env.cr.savepoint():
                member.update_workspace(vals)

    def test_a_workspace_with_living_services_is_not_deleted(self):
        self.launch()
        with self.assertRaises(Conflict):
            self.workspace.unlink()

    def test_a_workspace_whose_services_are_gone_is_deleted_for_good_and_not_by_half(self):
        service = self.running()
        service.remove(keep_data=True)
        self.report(service, "deleted", kept_volumes=["data"])
        with self.assertRaises(Conflict) as refusal:
            self.workspace.with_user(self.people["platform_admin"]).unlink()
        self.assertIn("delete it for good", str(refusal.exception))

    def test_quota_is_told_before_the_cluster_would(self):
        self.template.write({"min_vcpu": 3, "min_ram_gb": 1, "min_storage_gb": 1})
        self.launch(name="First")
        with self.assertRaises(Conflict) as refusal:
            self.launch(name="Second")
        self.assertEqual(
            str(refusal.exception), "This workspace may use 4 vCPU; its services use 3 and this one needs 3.")
        self.assertEqual(len(self.workspace.service_ids), 1)

    def test_what_callers_see(self):
        self.launch()
        row = self.workspace.with_user(self.people["guest"])._to_api()[0]
        self.assertEqual((row["role"], row["member_count"], row["service_count"]), ("guest", 4, 1))
        self.assertEqual(row["owner"]["email"], "owner@paas.example.com")
        self.assertEqual(row["permissions"], policy.actions_of("guest"))
        seen = self.workspace.with_user(self.people["platform_admin"])._to_api()[0]
        self.assertIsNone(seen["role"])
        self.assertIn("workspace.transfer", seen["permissions"])


@tagged("post_install", "-at_install")
class TestMembers(PaasCase):
    def test_roles_are_changed_by_those_who_manage(self):
        manager = self.people["manager"]
        self.access["guest"].with_user(manager).change_role("user")
        self.assertEqual(self.access["guest"].role, "user")
        for role in ("owner", "king", "", None):
            with self.subTest(role=role), self.assertRaises(Invalid):
                self.access["guest"].with_user(manager).change_role(role)
        with self.assertRaises(InsufficientRole):
            self.access["guest"].with_user(self.people["member"]).change_role("admin")

    def test_the_owner_can_be_neither_removed_nor_demoted(self):
        owner_row = self.workspace.access_ids.filtered(lambda row: row.role == "owner")
        manager = self.people["manager"]
        for act in (lambda: owner_row.with_user(manager).change_role("guest"),
                    lambda: owner_row.with_user(manager).remove_member(),
                    owner_row.unlink):
            with self.assertRaises(Conflict):
                act()
        with self.assertRaises(Invalid), self.env.cr.savepoint():
            owner_row.role = "admin"
        with self.assertRaises(Invalid), self.env.cr.savepoint():
            self.access["member"].role = "owner"

    def test_a_new_owner(self):
        for who in ("member", "stranger"):
            self.workspace.owner_id = self.people[who]
            roles = {row.user_id: row.role for row in self.workspace.access_ids}
            self.assertEqual(roles[self.people[who]], "owner")
            self.assertEqual(list(roles.values()).count("owner"), 1)
        self.assertEqual(roles[self.people["owner"]], "admin")

    def test_a_person_is_a_member_once(self):
        with self.assertRaises(errors.UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.access["member"].copy()


@tagged("post_install", "-at_install", "database_breaking")
class TestOneOwner(AtOnceCase):
    """What the database itself promises, with real transactions; everything is removed afterwards."""

    def setUp(self):
        super().setUp()
        with self.committed() as env:
            self.users = [user.id for user in make_people(env, "one_owner", ("first", "second", "third")).values()]
            self.workspace = env[M + "workspace"].create({"name": "Real", "owner_id": self.users[0]}).id
            self.rows = env[M + "workspace_access"].create([
                {"workspace_id": self.workspace, "user_id": user, "role": "user"} for user in self.users[1:]]).ids
        self.addCleanup(self._remove)

    def _remove(self):
        with self.committed() as env:
            env[M + "workspace"].search([("owner_id", "in", self.users)]).unlink()
            env["res.users"].browse(self.users).unlink()

    def owners(self):
        rows = self.rows_of("SELECT user_id FROM woow_paas_platform_workspace_access"
                            " WHERE workspace_id = %s AND role = 'owner'", self.workspace)
        return [user for (user,) in rows]

    def refused(self, *statements):
        """Whether the database refuses what ``statements`` leave behind, at the latest at the commit."""
        with mute_logger("odoo.sql_db"), self.assertRaises(errors.IntegrityError), self.registry.cursor() as cr:
            for statement in statements:
                cr.execute(statement.format(workspace=self.workspace, user=self.users[1]))
        self.assertEqual(self.owners(), [self.users[0]])

    def test_no_statement_leaves_none_or_two(self):
        table = "woow_paas_platform_workspace_access"
        self.refused(f"DELETE FROM {table} WHERE workspace_id = {{workspace}} AND role = 'owner'")
        self.refused(f"UPDATE {table} SET role = 'admin' WHERE workspace_id = {{workspace}} AND role = 'owner'")
        self.refused(f"UPDATE {table} SET role = 'owner' WHERE workspace_id = {{workspace}}")
        self.refused("UPDATE woow_paas_platform_workspace SET owner_id = {user} WHERE id = {workspace}")
        self.refused("INSERT INTO woow_paas_platform_workspace (name, slug, uuid, owner_id, quota_cpu, quota_memory_gb,"
                     " quota_storage_gb) VALUES ('x', 'one-owner-x', 'one-owner-x', {user}, 1, 1, 1)")

    def test_two_transfers_at_once_leave_one_owner(self):
        def transfer(env, number):
            user = self.users[1 + number]
            env[M + "workspace"].browse(self.workspace).owner_id = user
            env.flush_all()
            return user

        refusal, winner = sorted(self.both_at_once(transfer), key=lambda end: end in self.users)
        self.assertIsInstance(refusal, errors.SerializationFailure)
        self.assertEqual(self.owners(), [winner])

    def test_one_slug_for_two_at_once(self):
        slugs = self.both_at_once(lambda env, number: env[M + "workspace"].create(
            {"name": "Same name", "owner_id": self.users[1 + number]}).slug)
        self.assertEqual(len(set(slugs)), 2, slugs)
        self.assertTrue(all(slug.startswith("same-name-") for slug in slugs), slugs)
