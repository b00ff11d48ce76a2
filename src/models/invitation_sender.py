"""An invitation is worth what its sender's right to invite is: it ends with that right, which is recorded."""

from odoo import api, models

from .. import policy
from .workspace import ADMIN_GROUP


class Invitation(models.Model):
    _inherit = "woow_paas_platform.invitation"

    def _shown_state(self):
        """As everywhere; one whose sender may not invite any more is cancelled, whatever the row says."""
        state = super()._shown_state()
        return "cancelled" if state == "pending" and not self._sender_may_invite() else state

    def _sender_may_invite(self):
        """Whether whoever sent it, or sent it again last, could send it now; ``self`` is elevated."""
        sender = self.invited_by_id
        role = self.workspace_id.access_ids.filtered(lambda row: row.user_id == sender).role
        return sender.active and (policy.allowed(role or None, "member.invite") or sender.has_group(ADMIN_GROUP))

    def _end_without_sender(self):
        """Cancel those whose sender may not invite any more."""
        for invitation in self.filtered(lambda invitation: not invitation._sender_may_invite()):
            invitation._end("cancelled")
            invitation._record("invitation.sender_gone", after={"from": invitation.invited_by_id.name})

    def _ended_addresses(self):
        """The addresses of those that are open no longer."""
        return self.filtered(lambda invitation: invitation.state == "cancelled").mapped("email")


class WorkspaceAccess(models.Model):
    _inherit = "woow_paas_platform.workspace_access"

    def write(self, vals):
        """As everywhere; with a role that may not invite, what its holder sent ends."""
        result = super().write(vals)
        if "role" in vals:
            self._sent_invitations()._end_without_sender()
        return result

    def unlink(self):
        """As everywhere; what a member sent who is none any more ends."""
        sent_sudo = self._sent_invitations()
        result = super().unlink()
        sent_sudo._end_without_sender()
        return result

    def _sent_invitations(self):
        """The open invitations, elevated, that these members sent to their workspaces."""
        # sudo: invitation - what its sender's right is worth is looked at, whoever changes that
        open_sudo = self.env["woow_paas_platform.invitation"].sudo().search(
            [("workspace_id", "in", self.workspace_id.ids), ("invited_by_id", "in", self.user_id.ids),
             ("state", "=", "pending")])
        pairs = {(row.workspace_id, row.user_id) for row in self.sudo()}  # sudo: workspace_access - as above
        return open_sudo.filtered(lambda sent: (sent.workspace_id, sent.invited_by_id) in pairs)


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """As everywhere; an account that is archived, or no platform admin any more, has its invitations looked at."""
        result = super().write(vals)
        if not {"active", "groups_id", "group_ids"}.isdisjoint(vals):
            self._sent_invitations()._end_without_sender()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_sent_invitations(self):
        self._sent_invitations()._call_off()

    def _sent_invitations(self):
        # sudo: invitation - whoever changes the account ends what its right to invite was worth
        return self.env["woow_paas_platform.invitation"].sudo().search(
            [("invited_by_id", "in", self.ids), ("state", "=", "pending")])
