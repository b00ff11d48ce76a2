"""What a list costs does not depend on how long it is."""

from odoo.tests import tagged

from .common import M, PaasCase

FEW, MANY = 3, 300


@tagged("post_install", "-at_install")
class TestCosts(PaasCase):
    """``_to_api`` of every model, counted at 3 and at 300 rows, as the person with the fewest rights."""

    def make_services(self, count):
        """Copies of one service, straight in the database: what they cost to make is not the point."""
        self.env.flush_all()
        self.env.cr.execute("""
            WITH made AS (
                INSERT INTO woow_paas_platform_cloud_service (
                    name, workspace_id, template_id, reference, namespace, release_name, active, desired, generation,
                    state, vcpu, ram_gb, storage_gb, create_uid, create_date, write_uid, write_date)
                SELECT 'Copy ' || n, workspace_id, template_id, 'copy-' || n, namespace, 'copy-' || n, true, desired,
                    generation, state, 0, 0, 0, create_uid, create_date, write_uid, write_date
                FROM woow_paas_platform_cloud_service, generate_series(1, %s) n WHERE id = %s RETURNING id)
            INSERT INTO woow_paas_platform_host_name (name, service_id, workspace_id)
            SELECT 'copy-' || id || '.apps.localhost', id, %s FROM made""",
            [count, self.launch().id, self.workspace.id])
        self.env.cr.execute("UPDATE woow_paas_platform_cloud_service s SET host_name_id = h.id"
                            " FROM woow_paas_platform_host_name h WHERE h.service_id = s.id")
        self.env.invalidate_all()

    def cost(self, model, count, detail=False):
        """How many queries the first ``count`` rows take, from the search to the answer."""
        guest = self.env(user=self.people["guest"].id, su=False)
        guest[model].search([], limit=1)._to_api(detail=detail)  # what is cached for good is no part of it
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        rows = guest[model].search([], limit=count)._to_api(detail=detail)
        self.assertEqual(len(rows), count)
        return self.env.cr.sql_log_count - before

    def assert_constant(self, model, most, detail=False):
        few, many = self.cost(model, FEW, detail), self.cost(model, MANY, detail)
        self.assertEqual(few, many, model)
        self.assertLessEqual(many, most, model)

    def test_services(self):
        self.make_services(MANY)
        self.assert_constant(M + "cloud_service", 3)
        self.assert_constant(M + "cloud_service", 10, detail=True)

    def test_workspaces(self):
        guest = self.people["guest"]
        workspaces = self.env[M + "workspace"].create([{"name": f"Lab {n}", "owner_id": guest.id} for n in range(MANY)])
        self.assertEqual(len(workspaces), MANY)
        self.assert_constant(M + "workspace", 10)
        self.assert_constant(M + "workspace", 13, detail=True)

    def test_members(self):
        self.env.cr.execute("""
            WITH people AS (
                INSERT INTO res_users (login, partner_id, company_id, active, notification_type)
                SELECT 'many_' || n, partner_id, company_id, true, 'email' FROM res_users, generate_series(1, %s) n
                WHERE id = %s RETURNING id)
            INSERT INTO woow_paas_platform_workspace_access (workspace_id, user_id, role)
            SELECT %s, id, 'guest' FROM people""",
            [MANY, self.people["guest"].id, self.workspace.id])
        self.env.invalidate_all()
        self.assert_constant(M + "workspace_access", 6)

    def test_templates_and_categories(self):
        self.env[M + "cloud_app_category"].create([
            {"name": f"Shelf {n}", "slug": f"shelf-{n}"} for n in range(MANY)])
        shelves = self.env[M + "cloud_app_category"].search([])
        self.template.copy({"slug": "seed"})
        self.env[M + "cloud_app_template"].create([
            {"name": f"App {n}", "slug": f"app-{n}", "chart_name": "website", "chart_version": "1.0.0",
             "is_published": True, "category_id": shelves[n].id} for n in range(MANY)])
        self.assert_constant(M + "cloud_app_template", 8)
        self.assert_constant(M + "cloud_app_template", 8, detail=True)
        self.assert_constant(M + "cloud_app_category", 5)

    def test_revisions(self):
        service = self.launch()
        self.env.flush_all()
        self.env.cr.execute("""
            INSERT INTO woow_paas_platform_service_intent (service_id, generation, kind, desired, outcome, user_id,
                create_date)
            SELECT %s, n, 'upgrade', 'running', 'good', %s, now() FROM generate_series(2, %s) n""",
            [service.id, self.people["member"].id, MANY + 1])
        self.env.invalidate_all()
        self.assert_constant(M + "service_intent", 9)

    def test_a_report_that_is_no_news_costs_one_query(self):
        service = self.running()
        told = self.status(service, "ready")
        self.env.flush_all()
        before = self.env.cr.sql_log_count
        self.assertFalse(self.env[M + "cloud_service"]._is_news(told))
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
