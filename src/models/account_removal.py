"""An account that owns a workspace stays: otherwise nobody could get in any more."""

from odoo import _, api, models

from ..api.errors import Conflict


class ResUsers(models.Model):
    _inherit = "res.users"

    def write(self, vals):
        """As everywhere; an account that owns a workspace is not archived: ``Conflict``."""
        if "active" in vals and not vals["active"]:
            self._refuse_owners()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_owners(self):
        self._refuse_owners()

    def _deactivate_portal_user(self, **post):
        """As in Odoo, where people delete their own account at ``/my``; not while it owns a workspace."""
        self._refuse_owners()
        return super()._deactivate_portal_user(**post)

    def _refuse_owners(self):
        # sudo: workspace - the sentence names what has to be handed over, archived ones, too
        owned_sudo = self.env["woow_paas_platform.workspace"].sudo().with_context(active_test=False).search(
            [("owner_id", "in", self.ids)])
        if owned_sudo:
            names = ", ".join(owned_sudo.mapped("name"))
            raise Conflict(_("This account owns workspaces: %s. Give them to somebody else first.", names))
