"""A plan that changes: its workspaces follow at once, each of them says so, and a thousand cost what ten do."""

from odoo.tests import tagged

from .common import M, PaasCase

CHANGED = "workspace.quota_changed"


@tagged("post_install", "-at_install")
class TestPlan(PaasCase):
    def setUp(self):
        super().setUp()
        self.plan = self.env[M + "plan"].create({"name": "Studio", "sequence": 99})
        self.workspace.plan_id = self.plan
        self.workspace.quota_to_tell = False
        self.env.flush_all()

    def log(self):
        return self.env[M + "activity"].search([("action", "=", CHANGED)], order="id")

    def change(self, **vals):
        self.plan.with_user(self.people["platform_admin"]).write(vals)

    def fill(self, count):
        """So many more workspaces on the plan, one of ten archived, straight in the database."""
        self.env.cr.execute("""
            WITH made AS (
                INSERT INTO woow_paas_platform_workspace (name, slug, uuid, namespace, active, owner_id, plan_id,
                    quota_cpu, quota_memory_gb, quota_storage_gb, quota_services, quota_homes, quota_members)
                SELECT 'Full ' || n, gen_random_uuid(), gen_random_uuid(), 'full', n %% 10 > 0, owner_id, plan_id,
                    quota_cpu, quota_memory_gb, quota_storage_gb, quota_services, quota_homes, quota_members
                FROM woow_paas_platform_workspace, generate_series(1, %s) n
                WHERE id = %s RETURNING id, owner_id)
            INSERT INTO woow_paas_platform_workspace_access (workspace_id, user_id, role)
            SELECT id, owner_id, 'owner' FROM made""", [count, self.workspace.id])
        self.env.invalidate_all()

    def cost(self, **vals):
        """Queries up to the commit."""
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.change(**vals)
        self.env.cr.precommit.run()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_each_workspace_says_what_was_before_and_after(self):
        self.neighbourhood.write({"plan_id": self.plan.id, "active": False})
        self.change(cpu=6, members=30, description="More room")
        rows = self.log()
        self.assertEqual(rows.workspace_id, self.workspace + self.neighbourhood)
        self.assertEqual(rows.actor_id, self.people["platform_admin"])
        for row, workspace in zip(rows, self.workspace + self.neighbourhood, strict=True):
            self.assertEqual((row.before, row.after), ({"quota_cpu": 4.0, "quota_members": 25},
                                                       {"quota_cpu": 6.0, "quota_members": 30}))
            self.assertEqual((row.subject_model, row.subject_id, row.subject, row.workspace_name),
                             ("workspace", workspace.id, workspace.name, workspace.name))
            self.assertEqual((workspace.quota_cpu, workspace.quota_members, workspace.quota_to_tell), (6, 30, True))
        told = rows[0].with_user(self.people["guest"])._to_api()[0]
        self.assertIn("what the plan of “Lab” allows", told["summary"])
        self.assertEqual(told["after"], {"quota_cpu": 6.0, "quota_members": 30})

    def test_another_plan_is_told_with_what_it_allows(self):
        larger = self.plan.copy({"name": "Factory", "cpu": 16})
        self.workspace.with_user(self.people["platform_admin"]).plan_id = larger
        row = self.env[M + "activity"].search([("action", "=", "workspace.updated")], limit=1)
        self.assertEqual((row.before, row.after),
                         ({"plan": "Studio", "quota_cpu": 4.0}, {"plan": "Factory", "quota_cpu": 16.0}))

    def test_what_changes_no_quota_is_no_change(self):
        self.change(cpu=self.plan.cpu, name="Atelier", sequence=98)
        self.assertFalse(self.log())
        self.assertFalse(self.workspace.quota_to_tell)
        self.change(services=11)
        self.assertFalse(self.workspace.quota_to_tell, "the cluster counts no services")
        self.assertEqual(self.log().after, {"quota_services": 11})

    def test_many_workspaces_cost_what_few_do(self):
        self.fill(10)
        few = self.cost(cpu=5, members=26)
        self.fill(1000)
        many = self.cost(cpu=6, members=27)
        self.assertEqual(len(self.log()), 11 + 1011)
        # the ORM writes a thousand rows at a time, and looks at as many
        self.assertLessEqual(many, few + 10)
        self.assertLessEqual(many, 40)
        messages = self.env["mail.message"].search_count([("model", "=", M + "workspace"), ("body", "ilike", "vCPU")])
        self.assertFalse(messages)
