"""Archiving, restoring, deleting for good; settings and slugs; plans and the quota."""

from odoo.tests import tagged
from psycopg2 import errors

from ..src.api.errors import Conflict, InsufficientRole, Invalid, NotFound
from .at_once import AtOnceCase
from .common import M, PaasCase
from .people import make_people


@tagged("post_install", "-at_install")
class TestWorkspaceLife(PaasCase):
    def setUp(self):
        super().setUp()
        self.owner = self.workspace.with_user(self.people["owner"])

    def test_archiving_stops_what_runs_and_restoring_starts_just_that(self):
        running, stopped, young = self.running(name="Runs"), self.running(name="Stopped"), self.launch(name="Young")
        stopped.stop()
        self.report(stopped, "stopped")
        self.owner.archive_workspace()
        self.assertEqual((running.state, stopped.state, young.state), ("stopping", "stopped", "stopping"))
        self.assertEqual(self.owner._to_api()[0]["state"], "archived")
        for service in (running, young):
            self.report(service, "stopped")
        with self.assertRaises(Conflict):
            running.with_user(self.people["owner"]).start()
        self.owner.restore_workspace()
        self.assertEqual((running.state, stopped.state, young.state), ("starting", "stopped", "starting"))
        self.assertFalse((running | young).filtered("resumes"))
        self.assertTrue(self.workspace.active)

    def test_restoring_what_does_not_fit_any_more_restores_nothing(self):
        self.template.min_vcpu = 2
        service = self.running()
        self.owner.archive_workspace()
        self.report(service, "stopped")
        self.workspace.quota_cpu = 1
        with self.assertRaises(Conflict) as refusal, self.env.cr.savepoint():
            self.owner.restore_workspace()
        self.assertIn("may use 1 vCPU", str(refusal.exception))
        self.assertFalse(self.workspace.active)

    def test_deleting_for_good_takes_the_archive_and_the_name(self):
        with self.assertRaises(Conflict):
            self.owner.delete_workspace("Lab")
        self.owner.archive_workspace()
        with self.assertRaises(Invalid) as refusal:
            self.owner.delete_workspace("lab")
        self.assertIn("name", refusal.exception.fields)
        for name, error in (("manager", InsufficientRole), ("stranger", NotFound)):
            with self.assertRaises(error):
                self.workspace.with_user(self.people[name]).delete_workspace("Lab")
        self.assertFalse(self.workspace.leaving_since)

    def test_deleting_for_good_waits_for_the_services_and_leaves_the_log(self):
        service, number = self.running(), self.workspace.id
        self.owner.archive_workspace()
        self.assertEqual(self.owner.delete_workspace("Lab"), 1)
        self.assertEqual((service.state, service.desired), ("deleting", "absent"))
        self.assertFalse(service._intent(service.generation).keep_data)
        self.assertEqual(self.owner._to_api()[0]["state"], "deleting")
        with self.assertRaises(Conflict):
            self.owner.restore_workspace()
        self.workspace._leave_for_good()
        self.assertTrue(self.workspace.exists(), "its service is still in the cluster")
        self.report(service, "deleted")
        self.workspace._leave_for_good()
        self.assertFalse(self.workspace.exists() or service.exists())
        entry = self.env[M + "activity"].search([("subject_id", "=", number), ("action", "=", "workspace.deleted")])
        self.assertEqual((entry.actor_id, entry.subject), (self.people["owner"], "Lab"))

    def test_the_job_tells_new_quotas_and_deletes_what_has_to_go(self):
        empty, service = self.make_workspace("owner", "Empty"), self.running()
        owned = empty.with_user(self.people["owner"])
        owned.archive_workspace()
        owned.delete_workspace("Empty")
        self.workspace.quota_cpu = 3
        generation = service.generation
        self.env.flush_all()
        self.committing_env()[M + "workspace"]._cron_workspaces()
        self.env.invalidate_all()
        self.assertFalse(empty.exists())
        self.assertEqual((service.generation, self.workspace.quota_to_tell), (generation + 1, False))

    def test_a_deletion_that_failed_is_asked_for_again(self):
        service = self.running()
        self.owner.archive_workspace()
        self.owner.delete_workspace("Lab")
        self.report(service, "failed")
        self.assertEqual(service.state, "error")
        self.owner.delete_workspace("Lab")
        self.assertEqual(service.state, "deleting")

    def test_the_backends_archive_button_stops_services_too(self):
        service = self.running()
        admin = self.workspace.with_user(self.people["platform_admin"])
        admin.action_archive()
        self.assertEqual((self.workspace.active, service.state), (False, "stopping"))
        self.report(service, "stopped")
        admin.action_unarchive()
        self.assertEqual((self.workspace.active, service.state), (True, "starting"))

    def test_the_slug_stays_until_a_new_one_is_asked_for(self):
        self.make_workspace("stranger", "Workshop")
        slug = self.workspace.slug
        self.owner.change_settings({"name": "Workshop"})
        self.assertEqual(self.workspace.slug, slug)
        self.owner.change_settings({"regenerate_slug": True})
        renewed = self.workspace.slug
        self.assertTrue(renewed.startswith("workshop-"), renewed)
        self.owner.change_settings({"regenerate_slug": True})
        self.assertEqual(self.workspace.slug, renewed, "its own slug is no other one's")
        with self.assertRaises(InsufficientRole):
            self.workspace.with_user(self.people["member"]).change_settings({"regenerate_slug": True})

    def test_notices_are_everybodys_own(self):
        defaults = {row.role: row.notify_errors for row in self.workspace.access_ids}
        self.assertEqual(defaults, {"owner": True, "admin": True, "user": False, "guest": False})
        guest = self.workspace.with_user(self.people["guest"])
        guest.change_settings({"notify_errors": True})
        self.assertEqual(guest._settings_to_api()["notifications"], {"notify_errors": True, "notify_members": False})
        self.assertTrue(self.access["guest"].notify_errors)
        self.assertFalse(self.access["member"].notify_errors)

    def test_the_detail_tells_costs_health_and_alerts(self):
        self.running(name="Runs")
        broken = self.launch(name="Broken")
        self.report(broken, "failed", reason={"code": "image_pull", "message": "No image."})
        row = self.owner._to_api(detail=True)[0]
        self.assertEqual(row["stats"]["monthly_cost"]["amount"], 10)
        self.assertEqual((row["stats"]["apps"], row["stats"]["health"]["error"]), (2, 1))
        self.assertEqual([(a["kind"], a["service_id"], a["message"]) for a in row["stats"]["alerts"]],
                         [("error", broken.id, "No image.")])
        self.workspace.quota_services = 2
        kinds = [alert["kind"] for alert in self.owner._to_api(detail=True)[0]["stats"]["alerts"]]
        self.assertEqual(kinds, ["error", "quota"])


@tagged("post_install", "-at_install")
class TestQuota(PaasCase):
    def setUp(self):
        super().setUp()
        self.plan = self.env[M + "plan"].create({"name": "Tiny", "cpu": 2, "services": 2, "members": 5})
        self.workspace.plan_id = self.plan

    def used(self, name):
        return self.workspace._quota_to_api(self.workspace._used()[self.workspace.id])[name]

    def test_a_new_workspace_has_the_first_plan(self):
        self.plan.sequence = 1
        workspace = self.make_workspace("stranger", "New")
        self.assertEqual((workspace.plan_id, workspace.quota_cpu), (self.plan, 2))

    def test_a_plan_is_followed_until_a_quota_of_its_own_is_typed_in(self):
        self.plan.cpu = 3
        self.assertEqual(self.workspace.quota_cpu, 3)
        self.workspace.quota_cpu = 7
        self.plan.cpu = 1
        self.assertFalse(self.workspace.plan_id)
        self.assertEqual((self.workspace.quota_cpu, self.workspace.quota_services), (7, 2))

    def test_chosen_sizes_count_and_stopped_services_use_storage_alone(self):
        specs = {"required": [], "optional": [{
            "key": "size", "label": "Size", "type": "select", "default": "s",
            "options": [{"value": "s", "label": "S"}, {"value": "l", "label": "L", "needs": {"vcpu": 1.5}}]}]}
        self.template.write({"helm_value_specs": specs, "min_vcpu": 0.5})
        service = self.running(values={"size": "l"})
        self.assertEqual(self.used("cpu"), {"limit": 2, "used": 1.5, "free": 0.5})
        small = self.running(name="Small")
        with self.assertRaises(Conflict) as refusal, self.env.cr.savepoint():
            small.change(values={"size": "l"})
        self.assertEqual(
            str(refusal.exception), "This workspace may use 2 vCPU; its services use 2 and this one needs 1.")
        service.stop()
        self.report(service, "stopped")
        self.assertEqual((self.used("cpu")["used"], self.used("storage_gb")["used"]), (0.5, 0.02))
        small.change(values={"size": "l"})
        with self.assertRaises(Conflict):
            service.start()

    def test_the_sentence_says_which_one_is_short(self):
        self.launch(name="One")
        self.launch(name="Two")
        with self.assertRaises(Conflict) as refusal:
            self.launch(name="Three")
        self.assertEqual(str(refusal.exception), "This workspace may have 2 services and has 2 already.")

    def test_members_are_limited_too(self):
        rows = self.env[M + "workspace_access"]
        vals = {"workspace_id": self.workspace.id, "role": "guest"}
        rows.create({**vals, "user_id": self.people["stranger"].id})
        with self.assertRaises(Conflict) as refusal, self.env.cr.savepoint():
            rows.create({**vals, "user_id": self.people["neighbour"].id})
        self.assertEqual(str(refusal.exception), "This workspace may have 5 members and has 5 already.")

    def test_a_new_quota_reaches_the_cluster(self):
        service, young = self.running(name="Runs"), self.launch(name="Young")
        generation = service.generation
        self.workspace.quota_to_tell = False
        self.plan.cpu = 3
        self.assertTrue(self.workspace.quota_to_tell)
        self.workspace._tell_quota()
        self.assertEqual((service.generation, service.state), (generation + 1, "upgrading"))
        self.assertEqual(young.generation, 1, "what is on its way says it anyway")
        intent = service._intent_for_operator(service._intent(service.generation))
        self.assertEqual((intent["tenant"]["quota"]["cpu"], intent["action"]), (3, "upgrade"))
        self.report(service, "ready")
        self.assertEqual(service.state, "running")

    def test_what_is_used_costs_as_many_queries_for_one_as_for_many(self):
        workspaces = self.env[M + "workspace"].create(
            [{"name": f"Lab {n}", "owner_id": self.people["stranger"].id} for n in range(30)])

        def cost(records):
            records = records.with_user(self.people["stranger"])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(len(records._to_api(detail=True)), len(records))
            return self.env.cr.sql_log_count - before

        cost(workspaces[:1])
        self.assertEqual(cost(workspaces[:2]), cost(workspaces))


@tagged("post_install", "-at_install")
class TestWorkspaceTemplates(PaasCase):
    def make_template(self, *slugs):
        return self.env[M + "workspace_template"].create({
            "name": "Pair",
            "line_ids": [(0, 0, {"name": slug.title(), "template_slug": slug}) for slug in slugs]})

    def test_only_what_can_be_launched_as_a_whole_is_offered(self):
        seeds = {name: self.env.ref(f"{M}workspace_template_{name}") for name in ("site", "automation", "shop", "home")}
        self.assertEqual(self.offered(seeds), set(seeds))
        self.env.ref(M + "template_mosquitto").is_published = False
        self.env.ref(M + "template_odoo").active = False
        self.env.invalidate_all()
        self.assertEqual(self.offered(seeds), {"site", "automation"})

    def offered(self, seeds):
        found = self.env[M + "workspace_template"].search([("is_available", "=", True)])
        return {name for name, seed in seeds.items() if seed in found}

    def test_its_services_are_launched_with_the_workspace_all_or_none(self):
        template = self.make_template("test-site", "test-site")
        template.plan_id = self.env[M + "plan"].create({"name": "Two", "services": 2})
        workspaces = self.env[M + "workspace"].with_user(self.people["stranger"])
        workspace = workspaces.create_workspace("Mine", "", template.id)
        self.assertEqual(workspace.sudo().service_ids.mapped("name"), ["Test-Site", "Test-Site"])
        self.assertEqual(workspace.sudo().plan_id, template.plan_id)
        template.plan_id.services = 1
        with self.assertRaises(Conflict), self.env.cr.savepoint():
            workspaces.create_workspace("Other", "", template.id)
        self.assertFalse(self.env[M + "workspace"].search([("name", "=", "Other")]))

    def test_what_a_neighbour_provides_is_taken_from_an_earlier_line(self):
        workspaces = self.env[M + "workspace"].with_user(self.people["stranger"])
        workspace = workspaces.create_workspace("Our shop", "", self.env.ref(M + "workspace_template_shop").id)
        database, shop = workspace.sudo().service_ids.sorted("id")
        self.assertEqual(shop.values["database.host"], {"from_service": database.id, "key": "@host"})
        self.assertEqual(shop.values["database.username"], {"from_service": database.id, "key": "auth.username"})
        self.assertEqual(shop.values["setup.apps"], "website_sale")

    def test_what_is_not_offered_is_not_there(self):
        self.env.ref(M + "template_odoo").is_published = False
        with self.assertRaises(NotFound):
            self.env[M + "workspace"].with_user(self.people["stranger"]).create_workspace(
                "Shop", "", self.env.ref(M + "workspace_template_shop").id)

    def test_values_have_to_fit_the_form(self):
        template = self.make_template("test-site")
        for values in ('{"no.such": 1}', '{"site.title": 3}', "[1]", "{"):
            with self.subTest(values), self.assertRaises(Invalid), self.env.cr.savepoint():
                template.line_ids.values_text = values
                template.line_ids.flush_recordset()


@tagged("post_install", "-at_install", "database_breaking")
class TestQuotaAtOnce(AtOnceCase):
    """Two launches that together exceed the quota, with real transactions; everything is removed afterwards."""

    def setUp(self):
        super().setUp()
        with self.committed() as env:
            self.user = make_people(env, "quota", ["at_once"])["at_once"].id
            vals = {"name": "Full", "owner_id": self.user, "quota_services": 1}
            self.workspace = env[M + "workspace"].create(vals).id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.committed() as env:
            workspace = env[M + "workspace"].browse(self.workspace)
            workspace.service_ids.write({"state": "deleted"})
            workspace.service_ids.unlink()
            workspace.unlink()
            env["res.users"].browse(self.user).unlink()

    def launch(self, env, _number=None):
        env[M + "cloud_service"].launch(
            env[M + "workspace"].browse(self.workspace), env.ref(M + "template_postgresql"), "At once")
        return "launched"

    def test_only_one_wins(self):
        ends = self.both_at_once(self.launch, (self.user, self.user))
        refused = [end for end in ends if end != "launched"]
        self.assertEqual([type(end) for end in refused], [errors.SerializationFailure])
        with self.assertRaises(Conflict), self.committed(self.user) as env:  # what Odoo does then: once more
            self.launch(env)
