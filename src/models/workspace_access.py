"""Who belongs to a workspace, with which role."""

from odoo import _, api, fields, models
from odoo.tools import SQL

from .. import policy
from ..api.errors import Conflict, Invalid
from ..compat import Constraint
from .serialize import iso


class WorkspaceAccess(models.Model):
    _name = "woow_paas_platform.workspace_access"
    _description = "Workspace member"
    _order = "workspace_id, id"
    _rec_name = "user_id"

    workspace_id = fields.Many2one(
        "woow_paas_platform.workspace", required=True, readonly=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", "Member", required=True, ondelete="cascade", index=True)
    role = fields.Selection(
        [("owner", "Owner"), ("admin", "Admin"), ("user", "User"), ("guest", "Guest")],
        required=True, default="user",
    )
    invited_by_id = fields.Many2one("res.users", "Invited by", readonly=True, ondelete="set null")

    _member_once = Constraint("UNIQUE(workspace_id, user_id)", "This person is a member already.")

    def init(self):
        """The other half of what ``workspace.init`` promises: never two owners, never none."""
        self.env.cr.execute(SQL("""
            CREATE UNIQUE INDEX IF NOT EXISTS woow_paas_platform_one_owner
                ON woow_paas_platform_workspace_access (workspace_id) WHERE role = 'owner';
            DROP TRIGGER IF EXISTS woow_paas_platform_owner_kept ON woow_paas_platform_workspace_access;
            CREATE CONSTRAINT TRIGGER woow_paas_platform_owner_kept
                AFTER UPDATE OR DELETE ON woow_paas_platform_workspace_access
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')
                EXECUTE FUNCTION woow_paas_platform_check_owner();
        """))

    @api.constrains("role", "user_id", "workspace_id")
    def _check_owner(self):
        for row in self:
            if (row.role == "owner") != (row.user_id == row.workspace_id.owner_id):
                sentence = _("A workspace has exactly one owner. Change the owner of the workspace itself.")
                raise Invalid(sentence, {"role": sentence})

    @api.ondelete(at_uninstall=False)
    def _unlink_except_owner(self):
        if any(row.role == "owner" for row in self):
            raise Conflict(_("The owner cannot be removed. Give the workspace to somebody else first."))

    def _follow_owner(self):
        """Make the rows agree with ``owner_id`` of their workspaces, the former owner first."""
        for workspace in self.workspace_id:
            rows = workspace.access_ids
            rows.filtered(lambda row: row.role == "owner").write({"role": "admin"})
            rows.flush_recordset()
            owner_row = rows.filtered(lambda row, owner=workspace.owner_id: row.user_id == owner)
            if owner_row:
                owner_row.role = "owner"
            else:
                rows.create({"workspace_id": workspace.id, "user_id": workspace.owner_id.id, "role": "owner"})

    def change_role(self, role):
        """Give the member another role. Raises ``Invalid`` for an unknown one and for the owner's."""
        self.ensure_one()
        row_sudo = self.sudo()  # sudo: workspace_access - the workspace is read to ask the policy table
        row_sudo.workspace_id.with_env(self.env)._require("member.manage")
        if role not in policy.ROLES or role == "owner":
            sentence = _("Choose the role Admin, User or Guest.")
            raise Invalid(sentence, {"role": sentence})
        if row_sudo.role == "owner":
            raise Conflict(_("The owner keeps that role. Give the workspace to somebody else first."))
        row_sudo.role = role
        row_sudo.workspace_id._notify_members("member", row_sudo.id, 0)
        return True

    def remove_member(self):
        """Take the member out of the workspace. Raises ``Conflict`` for the owner."""
        self.ensure_one()
        row_sudo = self.sudo()  # sudo: workspace_access - the workspace is read to ask the policy table
        row_sudo.workspace_id.with_env(self.env)._require("member.manage")
        row_sudo.workspace_id._notify_members("member", row_sudo.id, 0)
        row_sudo.unlink()
        return True

    def _to_api(self, detail=False):
        """One dict a member, as ``api.md`` says."""
        self.check_access("read")
        return [
            {
                "id": row.id,
                "user_id": row.user_id.id,
                "name": row.user_id.name,
                "email": row.user_id.email or "",
                "role": row.role,
                "invited_by": row.invited_by_id.name or "",
                "invited_date": iso(row.create_date),
                "status": "active",
            }
            for row in self.sudo()  # sudo: res.users - members may know one another's names and addresses
        ]
