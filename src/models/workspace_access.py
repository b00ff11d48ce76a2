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
    user_name = fields.Char("Name", related="user_id.name")
    user_email = fields.Char("Mail address", related="user_id.email")
    invited_by_id = fields.Many2one("res.users", "Invited by", readonly=True, ondelete="set null")
    invited_date = fields.Datetime("Invited on", readonly=True, default=fields.Datetime.now)

    _member_once = Constraint("UNIQUE(workspace_id, user_id)", "This person is a member already.")

    def init(self):
        """The other half of what ``workspace.init`` promises: never two owners, never none."""
        self.env.cr.execute(SQL("""
            SET CONSTRAINTS ALL IMMEDIATE;  -- what an upgrade wrote to the rows is checked now, else no index is made
            SET CONSTRAINTS ALL DEFERRED;
            CREATE UNIQUE INDEX IF NOT EXISTS woow_paas_platform_one_owner
                ON woow_paas_platform_workspace_access (workspace_id) WHERE role = 'owner';
            DROP TRIGGER IF EXISTS woow_paas_platform_owner_kept ON woow_paas_platform_workspace_access;
            CREATE CONSTRAINT TRIGGER woow_paas_platform_owner_kept
                AFTER UPDATE OR DELETE ON woow_paas_platform_workspace_access
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.role = 'owner')
                EXECUTE FUNCTION woow_paas_platform_check_owner();
        """))

    def write(self, vals):
        """As everywhere; a row stays with its person and its workspace. Raises ``Conflict`` for another one."""
        for name in {"user_id", "workspace_id"} & set(vals):
            if any(row[name].id != vals[name] for row in self):
                raise Conflict(_("Remove this member and add the other one: who joins and who goes is recorded."))
        return super().write(vals)

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

    @api.ondelete(at_uninstall=False)
    def _end_offers(self):
        """Who is no member any more cannot be asked to become the owner."""
        for row in self:
            row.workspace_id._open_transfer().filtered(lambda o, r=row: o.to_user_id == r.user_id)._call_off()

    def _follow_owner(self):
        """Make the rows agree with ``owner_id`` of their workspaces, the former owner first."""
        for workspace in self.workspace_id:
            workspace._open_transfer()._overtake()
            rows = workspace.access_ids
            rows.filtered(lambda row: row.role == "owner").write({"role": "admin"})
            rows.flush_recordset()
            owner_row = rows.filtered(lambda row, owner=workspace.owner_id: row.user_id == owner)
            if owner_row:
                owner_row.role = "owner"
            else:
                rows.create({"workspace_id": workspace.id, "user_id": workspace.owner_id.id, "role": "owner"})

    def change_role(self, role):
        """Give the member another role; answers the addresses whose invitations, sent by this member, end with it.

        Raises ``Invalid`` for a role that cannot be given, ``Conflict`` for the owner and for oneself.
        """
        self._require_manager()
        self._check_given_role(role)
        self._check_change(role)
        return self._apply_role(role)

    def remove_member(self):
        """Take the member out of the workspace; answers the addresses whose invitations end with it.

        Raises ``Conflict`` for the owner and for oneself.
        """
        self._require_manager()
        self._check_change()
        return self._apply_removal()

    def _require_manager(self):
        """Let the caller manage the members of this row's workspace, or raise like ``workspace._require``."""
        self.ensure_one()
        row_sudo = self.sudo()  # sudo: workspace_access - the workspace is read to ask the policy table
        row_sudo.workspace_id.with_env(self.env)._require("member.manage")

    def _check_change(self, role=None):
        """Raise if the caller, who manages members, cannot give ``role`` to this one; without a role: remove them."""
        row_sudo = self.sudo()  # sudo: workspace_access - the caller was let in by the policy table
        if row_sudo.role == "owner" and role is not None:
            raise Conflict(_("The owner keeps that role. Give the workspace to somebody else first."))
        if row_sudo.role == "owner":
            raise Conflict(_("The owner cannot be removed. Give the workspace to somebody else first."))
        if row_sudo.user_id == self.env.user and role is not None:
            raise Conflict(_("Nobody changes their own role. Ask another admin or the owner."))
        if row_sudo.user_id == self.env.user:
            raise Conflict(_("You cannot remove yourself. Leave the workspace instead."))

    @api.model
    def _check_given_role(self, role):
        """Raise ``Invalid`` for what nobody can be given: there is one owner, and no way past an admin."""
        if role not in policy.ROLES or role == "owner":
            sentence = _("Choose the role Admin, User or Guest.")
            raise Invalid(sentence, {"role": sentence})

    def _apply_role(self, role):
        row_sudo = self.sudo()  # sudo: workspace_access - the policy table and _check_change allowed it
        sent_sudo = row_sudo._sent_invitations()
        row_sudo.role = role
        row_sudo.workspace_id._notify_members("member", row_sudo.id, 0)
        return sent_sudo._ended_addresses()

    def _apply_removal(self):
        row_sudo = self.sudo()  # sudo: workspace_access - the policy table and _check_change allowed it
        sent_sudo = row_sudo._sent_invitations()
        row_sudo.workspace_id._notify_members("member", row_sudo.id, 0)
        row_sudo.unlink()
        return sent_sudo._ended_addresses()

    @api.model
    @api.private
    def change_members(self, workspace, ids, operation, role=None):
        """Change the role of several members of ``workspace``, or remove them: all of them or none.

        ``operation`` is ``update_role`` (with ``role``) or ``remove``. Answers whether it was done, and one
        ``{id, status, message}`` for each id. Raises ``Invalid`` for a role that does not fit the operation.
        """
        workspace._require("member.manage")
        if (operation == "update_role") != (role is not None):
            sentence = _("A role belongs to a change of roles, and only there.")
            raise Invalid(sentence, {"role": sentence})
        if role is not None:
            self._check_given_role(role)
        wanted = dict.fromkeys(ids)
        rows = self.search([("id", "in", list(wanted)), ("workspace_id", "=", workspace.id)])
        refusals = {row_id: rows.filtered(lambda row, i=row_id: row.id == i)._refusal(role) for row_id in wanted}
        applied = not any(refusals.values())
        if not applied:
            return {"applied": False, "results": [self._refused_row(*pair) for pair in refusals.items()]}
        members = [rows.browse(row_id) for row_id in wanted]
        return {"applied": True, "results": [
            self._done_row(row.id, row._apply_role(role) if role else row._apply_removal()) for row in members]}

    def _refusal(self, role):
        """Why this row (or none) cannot be given ``role``, or be removed without one; None if it can."""
        if not self:
            return _("There is no such member.")
        try:
            self._check_change(role)
        except Conflict as refusal:
            return str(refusal)
        return None

    def _done_row(self, row_id, ended):
        message = _("Done. Invitations that ended with it: %s", ", ".join(ended)) if ended else _("Done.")
        return {"id": row_id, "status": "done", "message": message}

    def _refused_row(self, row_id, refusal):
        if refusal:
            return {"id": row_id, "status": "refused", "message": refusal}
        return {"id": row_id, "status": "unchanged", "message": _("Left as it was, because another one was refused.")}

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
                "invited_date": iso(row.invited_date or row.create_date),
                "status": "active",
            }
            for row in self.sudo()  # sudo: res.users - members may know one another's names and addresses
        ]
