"""Plans: how much a workspace may use. The first of the list is what a new workspace gets."""

from odoo import _, api, fields, models

from ..compat import Constraint

RESOURCES = ("cpu", "memory_gb", "storage_gb", "services", "homes", "members")


class Plan(models.Model):
    _name = "woow_paas_platform.plan"
    _description = "Plan"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(translate=True)
    sequence = fields.Integer(default=10, help="New workspaces get the first plan.")
    active = fields.Boolean(default=True)

    cpu = fields.Float("vCPU", default=4, required=True)
    memory_gb = fields.Float("Memory (GB)", default=8, required=True)
    storage_gb = fields.Float("Storage (GB)", default=20, required=True)
    services = fields.Integer(default=10, required=True)
    homes = fields.Integer("Smart homes", default=5, required=True)
    members = fields.Integer(default=25, required=True)

    workspace_ids = fields.One2many("woow_paas_platform.workspace", "plan_id", "Workspaces")
    workspace_count = fields.Integer(compute="_compute_workspace_count")

    _more_than_nothing = Constraint(
        "CHECK(cpu > 0 AND memory_gb > 0 AND storage_gb > 0 AND services > 0 AND members > 0 AND homes >= 0)",
        "A plan allows more than nothing.",
    )

    @api.depends("workspace_ids")
    def _compute_workspace_count(self):
        groups = self.env["woow_paas_platform.workspace"]._read_group(
            [("plan_id", "in", self.ids)], ["plan_id"], ["__count"])
        counts = {plan.id: count for plan, count in groups}
        for plan in self:
            plan.workspace_count = counts.get(plan.id, 0)

    @api.model
    def _default(self):
        """What a new workspace gets; none if there is no plan at all."""
        return self.search([], limit=1)

    def _ref_to_api(self):
        """What a workspace says of its plan; None without one."""
        return {"id": self.id, "name": self.name, "description": self.description or ""} if self else None

    def action_view_workspaces(self):
        """The backend's list of the workspaces with this plan."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": _("Workspaces"), "view_mode": "list,form",
            "res_model": "woow_paas_platform.workspace", "domain": [("plan_id", "=", self.id)],
        }
