"""Changes of workspaces, members and services' names go into the activity log, whoever makes them and however."""

from odoo import api, models

from .plan import RESOURCES

M = "woow_paas_platform."
QUOTA = tuple(f"quota_{name}" for name in RESOURCES)
WATCHED = {
    "workspace": ("name", "description", "slug", "owner_id", "active", "plan_id", *QUOTA),
    "workspace_access": ("role",),
    "cloud_service": ("name",),
}
FOLLOW = {"plan_id": QUOTA}  # what changes with another field


def _values(record, names):
    """What is kept of the fields ``names``: a many2one as its name."""
    values = {}
    for name in names:
        value = record[name]
        values[name.removesuffix("_id")] = value.display_name if isinstance(value, models.BaseModel) else value
    return values


class RecordedChanges(models.AbstractModel):
    """``write`` that hands what changed of the watched fields to ``_record_change``."""

    _name = "woow_paas_platform.recorded_changes"
    _description = "Changes that go into the activity log"

    def write(self, vals):
        """As everywhere, and what was before and after is recorded."""
        changed = {*vals, *(name for key in vals for name in FOLLOW.get(key, ()))}
        names = [name for name in WATCHED[self._name.removeprefix(M)] if name in changed and name in self._fields]
        # sudo: workspace, workspace_access, cloud_service - the record's own values, for the log
        records_sudo = self.sudo() if names else self.browse()
        before = {record.id: _values(record, names) for record in records_sudo}
        result = super().write(vals)
        for record in records_sudo:
            after = _values(record, names)
            if after != before[record.id]:
                record._record_change(before[record.id], after)
        return result

    def _log(self, action, **values):
        self.env[M + "activity"]._record(action, self, **values)


class Workspace(models.Model):
    _name = "woow_paas_platform.workspace"
    _inherit = ["woow_paas_platform.workspace", "woow_paas_platform.recorded_changes"]

    @api.model_create_multi
    def create(self, vals_list):
        """As everywhere, and recorded."""
        workspaces = super().create(vals_list)
        for workspace in workspaces:
            workspace._log("workspace.created", after=_values(workspace, ("name", "slug", "owner_id")))
        return workspaces

    def unlink(self):
        """As everywhere, and recorded, while there still is a name to record."""
        for workspace in self:
            workspace._log("workspace.deleted")
        return super().unlink()

    def _record_change(self, before, after):
        if before.get("active") != after.get("active"):
            self._log("workspace.restored" if after["active"] else "workspace.archived")
        if before.get("owner") != after.get("owner"):
            self._log("workspace.owner_changed", before={"owner": before["owner"]}, after={"owner": after["owner"]})
        others = [{key: value for key, value in values.items() if key not in ("active", "owner")}
                  for values in (before, after)]
        if self.access_ids and others[0] != others[1]:  # while it is being made it has no member yet
            self._log("workspace.updated", before=others[0], after=others[1])


class WorkspaceAccess(models.Model):
    _name = "woow_paas_platform.workspace_access"
    _inherit = ["woow_paas_platform.workspace_access", "woow_paas_platform.recorded_changes"]

    @api.model_create_multi
    def create(self, vals_list):
        """As everywhere, and recorded; the owner's row is part of the workspace."""
        rows = super().create(vals_list)
        for row in rows.filtered(lambda row: row.role != "owner"):
            row._log("member.joined", after={"role": row.role})
        return rows

    def unlink(self):
        """As everywhere, and recorded."""
        for row in self:
            left = row.user_id == self.env.user
            row._log("member.left" if left else "member.removed", before={"role": row.role})
        return super().unlink()

    def _record_change(self, before, after):
        if "owner" not in (before["role"], after["role"]):  # recorded as another owner of the workspace
            self._log("member.role_changed", before=before, after=after)


class ResUsers(models.Model):
    _inherit = "res.users"

    @api.ondelete(at_uninstall=False)
    def _unlink_memberships(self):
        """Whose account goes leaves all workspaces, which is recorded; owners can't be deleted at all."""
        # sudo: workspace_access - whoever may delete an account takes it out of its workspaces
        rows_sudo = self.env[M + "workspace_access"].sudo()
        rows_sudo.search([("user_id", "in", self.ids), ("role", "!=", "owner")]).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_tokens(self):
        """Its access tokens end with it, which is recorded, too."""
        # sudo: access_token - as above
        tokens_sudo = self.env[M + "access_token"].sudo().search([("user_id", "in", self.ids)])
        tokens_sudo._end()


class CloudService(models.Model):
    _name = "woow_paas_platform.cloud_service"
    _inherit = ["woow_paas_platform.cloud_service", "woow_paas_platform.recorded_changes"]

    def unlink(self):
        """As everywhere, and recorded."""
        for service in self:
            service._log("service.forgotten")
        return super().unlink()

    def _record_change(self, before, after):
        self._log("service.renamed", before=before, after=after)
