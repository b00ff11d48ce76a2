"""The settings of a workspace, and what its detail tells of its plan, its use, its health and its costs."""

from odoo import _, api, fields, models

from ..api.errors import Conflict
from .workspace import ADMIN_GROUP

NOTICES = ("notify_errors", "notify_members")
NEARLY_FULL = 0.9
HEALTH = {"running": "running", "stopped": "stopped", "error": "error"}


class WorkspaceAccess(models.Model):
    _inherit = "woow_paas_platform.workspace_access"

    notify_errors = fields.Boolean(
        "Mail about errors", groups=ADMIN_GROUP, help="A mail when a service of the workspace fails.")
    notify_members = fields.Boolean(
        "Mail about members", groups=ADMIN_GROUP, help="A mail when somebody joins or goes.")

    @api.model_create_multi
    def create(self, vals_list):
        """Those who manage a workspace hear of what happens in it, until they say otherwise."""
        return super().create([
            {**dict.fromkeys(NOTICES, vals.get("role") in ("owner", "admin")), **vals} for vals in vals_list
        ])


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    def change_settings(self, vals):
        """Change ``name`` and ``description``, make a new slug (``regenerate_slug``), or the caller's own notices.

        What is the workspace's own takes the right to its settings; notices take membership.
        """
        self._require("workspace.view")
        texts = {key: vals[key] for key in ("name", "description") if key in vals}
        if texts or vals.get("regenerate_slug"):
            self._require("workspace.settings")
        if texts:
            self.update_workspace(texts)
        if vals.get("regenerate_slug"):
            self._ask_for_slug()
        if notices := {key: bool(vals[key]) for key in NOTICES if key in vals}:
            self._own_access().write(notices)
        return True

    def _ask_for_slug(self):
        workspace_sudo = self.sudo()  # sudo: workspace - the policy table allowed it
        before = workspace_sudo.slug
        workspace_sudo._renew_slug()
        if workspace_sudo.slug != before:
            self._notify_members("workspace", self.id, 0)

    def _own_access(self):
        """The caller's own row, elevated. Raises ``Conflict`` for a platform admin who is no member."""
        # sudo: workspace_access - the caller's own preferences
        row_sudo = self.env["woow_paas_platform.workspace_access"].sudo().search(
            [("workspace_id", "=", self.id), ("user_id", "=", self.env.uid)])
        if not row_sudo:
            raise Conflict(_("You are no member of this workspace."))
        return row_sudo

    def _settings_to_api(self):
        """The answer of ``GET …/settings``."""
        self._require("workspace.view")
        row = self._to_api(detail=True)[0]
        # sudo: workspace_access - the caller's own preferences
        own_sudo = self.env["woow_paas_platform.workspace_access"].sudo().search(
            [("workspace_id", "=", self.id), ("user_id", "=", self.env.uid)])
        shown = ("id", "name", "description", "slug", "state", "role", "permissions", "plan", "quota")
        return {
            **{key: row[key] for key in shown},
            "notifications": {key: own_sudo[key] for key in NOTICES} if own_sudo else None,
        }

    # what the detail tells

    def _to_api(self, detail=False):
        """As everywhere; in detail with plan, quota and figures."""
        if not detail:
            return super()._to_api()
        used = self._used()
        rows = self._rows_to_api({key: (row["members"], row["services"]) for key, row in used.items()})
        figures = self._figures()
        for workspace_sudo, row in zip(self.sudo(), rows, strict=True):  # sudo: plan - shown to members
            row["plan"] = workspace_sudo.plan_id._ref_to_api()
            row["quota"] = workspace_sudo._quota_to_api(used[workspace_sudo.id])
            row["stats"] = figures[workspace_sudo.id]
            row["stats"]["alerts"] += workspace_sudo._quota_alerts(row["quota"])
        return rows

    def _one_to_api(self, counts, roles, is_admin):
        row = super()._one_to_api(counts, roles, is_admin)
        if self.leaving_since:
            row["state"] = "deleting"
        return row

    def _figures(self):
        """By workspace id: what its services cost, how many there are, how they are, which need attention."""
        # sudo: cloud_service - prices of templates that are withdrawn stay known
        services_sudo = self.env["woow_paas_platform.cloud_service"].sudo().search([("workspace_id", "in", self.ids)])
        figures = {}
        for workspace in self:
            own_sudo = services_sudo.filtered(lambda service, w=workspace: service.workspace_id.id == w.id)
            health = {"running": 0, "stopped": 0, "working": 0, "error": 0}
            for service in own_sudo:
                health[HEALTH.get(service.state, "working")] += 1
            figures[workspace.id] = {
                "monthly_cost": {
                    "amount": sum(service.template_id.monthly_price for service in own_sudo),
                    "currency": self.env.company.currency_id.name,
                },
                "apps": len(own_sudo),
                "health": health,
                "alerts": own_sudo._alerts(),
            }
        return figures

    def _quota_alerts(self, quota):
        """What is nearly used up."""
        words = {"cpu": _("CPU"), "memory_gb": _("memory"), "storage_gb": _("storage"), "services": _("services"),
                 "homes": _("smart homes"), "members": _("members")}
        return [
            {"kind": "quota", "service_id": None, "service_name": "", "message": self.env._(
                "%(percent)s %% of the quota of %(word)s is used.", percent=round(100 * row["used"] / row["limit"]),
                word=words[name])}
            for name, row in quota.items() if row["limit"] and row["used"] >= NEARLY_FULL * row["limit"]
        ]


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _alerts(self):
        """What people should look at, the failed ones first."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        troubled = self.filtered(lambda service: service.state == "error" or service.state_reason)
        return [
            {"kind": "error" if service.state == "error" else "stalled", "service_id": service.id,
             "service_name": service.name, "message": service.state_reason_text or labels[service.state]}
            for service in troubled.sorted(lambda service: (service.state != "error", service.id))
        ]
