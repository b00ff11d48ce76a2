"""What a workspace may use, what it uses, and the sentence that says what is short."""

from odoo import _, api, fields, models
from odoo.tools import SQL

from ..api.errors import Conflict
from ..compat import Constraint
from .plan import RESOURCES

IN_CLUSTER = ("quota_cpu", "quota_memory_gb", "quota_storage_gb")
OWN = {"cpu": 4, "memory_gb": 8, "storage_gb": 20, "services": 10, "homes": 5, "members": 25}
ROUNDING = 1e-6
QUOTA_CODES = ("quota", "admission")  # of an operator that was refused for what the workspace may use


def _quota(kind, label):
    return kind(label, compute="_compute_quota", inverse="_inverse_quota", store=True, precompute=True, tracking=True)


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    plan_id = fields.Many2one(
        "woow_paas_platform.plan", "Plan", ondelete="restrict", index=True, tracking=True,
        default=lambda self: self.env["woow_paas_platform.plan"]._default(),
        help="Without a plan the workspace has a quota of its own.")
    quota_cpu = _quota(fields.Float, "vCPU")
    quota_memory_gb = _quota(fields.Float, "Memory (GB)")
    quota_storage_gb = _quota(fields.Float, "Storage (GB)")
    quota_services = _quota(fields.Integer, "Services allowed")
    quota_homes = _quota(fields.Integer, "Smart homes allowed")
    quota_members = _quota(fields.Integer, "Members allowed")
    quota_to_tell = fields.Boolean(readonly=True, copy=False, index=True, groups="base.group_system",
                                   help="The cluster has not been told the newest quota.")

    _quota_positive = Constraint(
        "CHECK(quota_cpu > 0 AND quota_memory_gb > 0 AND quota_storage_gb > 0 AND quota_services > 0"
        " AND quota_members > 0 AND quota_homes >= 0)", "A quota is more than nothing.",
    )

    @api.depends("plan_id", *(f"plan_id.{name}" for name in RESOURCES))
    def _compute_quota(self):
        for workspace in self:
            for name in RESOURCES:
                field = f"quota_{name}"
                workspace[field] = workspace.plan_id[name] if workspace.plan_id else workspace[field] or OWN[name]

    def _inverse_quota(self):
        """A quota that is typed in is the workspace's own."""
        self.filtered("plan_id").plan_id = False

    def write(self, vals):
        """What changes the quota is told to the cluster, too."""
        result = super().write(vals)
        if not {"plan_id", *IN_CLUSTER}.isdisjoint(vals):
            self._note_new_quota()
        return result

    def _note_new_quota(self):
        """Have the services' intents told anew: a job does it, since a plan may have many workspaces."""
        # sudo: workspace - only remembered for the job
        self.sudo().write({"quota_to_tell": True})
        self._wake_housekeeping()

    def _tell_quota(self):
        """Tell the cluster the quota with the next generation of what runs or is stopped; ``self`` is elevated.

        What is on its way says it anyway or with its next generation. What failed is not tried again by itself,
        unless it was the quota that it failed of.
        """
        self.quota_to_tell = False
        for service in self.service_ids.filtered(lambda service: service.state in ("running", "stopped") or (
                service.state == "error" and service.state_reason_code in QUOTA_CODES)):
            if service.desired != "absent":
                service._advance("change", "quota")

    # what is used

    def _used(self):
        """By workspace id, how much of each resource is in use; as many queries for one as for many.

        Stopped services use storage, but neither CPU nor memory; deleted ones the volumes that were kept.
        """
        used = {workspace_id: dict.fromkeys(RESOURCES, 0) for workspace_id in self.ids}
        # sudo: cloud_service, workspace_access - sums only, for those who see the workspace
        services = self.env["woow_paas_platform.cloud_service"].sudo()._read_group(
            [("workspace_id", "in", self.ids), ("active", "in", (True, False)),
             "|", ("active", "=", True), ("keeps_data", "=", True)],
            ["workspace_id", "desired", "active"], ["vcpu:sum", "ram_gb:sum", "storage_gb:sum", "__count"])
        for workspace, desired, is_there, cpu, memory, storage, count in services:
            row = used[workspace.id]
            if is_there and desired != "stopped":
                row["cpu"] += cpu or 0
                row["memory_gb"] += memory or 0
            row["storage_gb"] += storage or 0
            row["services"] += count if is_there else 0
        # sudo: workspace_access - as above
        members = self.env["woow_paas_platform.workspace_access"].sudo()._read_group(
            [("workspace_id", "in", self.ids)], ["workspace_id"], ["__count"])
        for workspace, count in members:
            used[workspace.id]["members"] = count
        return used

    def _quota_to_api(self, used):
        """Limit, use and what is free of each resource."""
        return {name: _allowance(self[f"quota_{name}"], used[name]) for name in RESOURCES}

    def _check_quota(self, **more):
        """Raise ``Conflict``, whose sentence says what is short, if ``more`` of some resources does not fit.

        Of two transactions that ask at the same time one waits and starts again: together they can't exceed it.
        """
        self.ensure_one()
        self._lock_quota()
        used = self._used()[self.id]
        short = [
            self._short_sentence(name, used[name], need) for name, need in more.items()
            if need > 0 and used[name] + need > self[f"quota_{name}"] + ROUNDING
        ]
        if short:
            raise Conflict(" ".join(short))

    def _check_members(self):
        """Raise ``Conflict`` if there are more members than the quota allows."""
        self.ensure_one()
        self._lock_quota()
        have = self._used()[self.id]["members"]
        if have > self.quota_members:
            raise Conflict(self._short_sentence("members", have - 1, 1))

    def _lock_quota(self):
        self.env.flush_all()
        self.env.cr.execute(SQL(
            "UPDATE woow_paas_platform_workspace SET write_date = write_date WHERE id = %s", self.id))

    def _short_sentence(self, name, have, need):
        quota = self[f"quota_{name}"]
        counted = {"services": _("services"), "homes": _("smart homes"), "members": _("members")}
        if name in counted:
            return _("This workspace may have %(quota)s %(word)s and has %(have)s already.",
                     quota=quota, word=counted[name], have=have)
        words = {"cpu": _("vCPU"), "memory_gb": _("GB of memory"), "storage_gb": _("GB of storage")}
        return _("This workspace may use %(quota)g %(word)s; its services use %(have)g and this one needs %(need)g.",
                 quota=quota, word=words[name], have=have, need=need)


def _allowance(limit, used):
    return {"limit": limit, "used": round(used, 4), "free": round(max(0, limit - used), 4)}


class Plan(models.Model):
    _inherit = "woow_paas_platform.plan"

    def write(self, vals):
        """A change reaches the workspaces at once and is in their activity; the cluster hears of it soon after."""
        before = {plan.id: plan._allows() for plan in self}
        result = super().write(vals)
        for plan in self:
            if plan._allows() != before[plan.id]:
                plan._pass_on(before[plan.id])
        return result

    def _allows(self):
        return {f"quota_{name}": self[name] for name in RESOURCES}

    def _pass_on(self, before):
        """Have the workspaces follow, in as many statements for thousands of them as for one.

        Their chatter is left out: it would take a message each, and their activity tells the same.
        """
        # sudo: workspace - whoever may change a plan changes what its workspaces may use
        workspaces_sudo = self.env["woow_paas_platform.workspace"].sudo().with_context(
            active_test=False, mail_notrack=True).search([("plan_id", "=", self.id)])
        workspaces_sudo._recompute_recordset(list(before))
        after = self._allows()
        self.env["woow_paas_platform.activity"]._record_of_all(
            "workspace.quota_changed", workspaces_sudo, before, after)
        if any(after[name] != before[name] for name in IN_CLUSTER):
            workspaces_sudo._note_new_quota()


class WorkspaceAccess(models.Model):
    _inherit = "woow_paas_platform.workspace_access"

    @api.model_create_multi
    def create(self, vals_list):
        """As everywhere, if the plan allows so many members. Raises ``Conflict`` if it does not."""
        rows = super().create(vals_list)
        for workspace in rows.filtered(lambda row: row.role != "owner").workspace_id:
            workspace.sudo()._check_members()  # sudo: workspace - counts its members
        return rows
