"""Putting a workspace away, bringing it back, and deleting it for good."""

import logging

from odoo import _, api, fields, models

from ..api.errors import Conflict, Invalid

_logger = logging.getLogger(__name__)
ADMIN_GROUP = "woow_paas_platform.group_platform_admin"


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    leaving_since = fields.Datetime("Being deleted since", readonly=True, copy=False)
    leaving_by_id = fields.Many2one("res.users", "Deleted by", readonly=True, copy=False, ondelete="set null",
                                    groups=ADMIN_GROUP)

    def archive_workspace(self):
        """Put the workspace away: its services are stopped, their data stay."""
        self._require("workspace.archive")
        workspace_sudo = self.sudo()  # sudo: workspace - the policy table allowed it
        workspace_sudo.service_ids._pause()
        workspace_sudo.active = False
        self._notify_members("workspace", self.id, 0)
        return True

    def restore_workspace(self):
        """Bring an archived workspace back and start what ran when it was archived.

        Raises ``Conflict`` if that does not fit the quota any more, and while it is being deleted for good.
        """
        self._require("workspace.archive")
        workspace_sudo = self.sudo()  # sudo: workspace - the policy table allowed it
        if workspace_sudo.leaving_since:
            raise Conflict(_("This workspace is being deleted for good."))
        workspace_sudo.active = True
        workspace_sudo.service_ids._resume()
        self._notify_members("workspace", self.id, 0)
        return True

    def delete_workspace(self, name):
        """Delete an archived workspace for good, first its services with all their data, then itself.

        ``name`` is its name, typed by a person. Raises ``Invalid`` for another name, ``Conflict`` unless it is
        archived. Answers how many services have to go first.
        """
        self._require("workspace.delete")
        workspace_sudo = self.sudo()  # sudo: workspace - the policy table allowed it
        if workspace_sudo.active:
            raise Conflict(_("Archive this workspace first."))
        if (name or "").strip() != workspace_sudo.name:
            sentence = _("Type the name of the workspace exactly.")
            raise Invalid(sentence, {"name": sentence})
        workspace_sudo.write({
            "leaving_since": workspace_sudo.leaving_since or fields.Datetime.now(), "leaving_by_id": self.env.uid})
        workspace_sudo.service_ids._destroy()
        workspace_sudo._kept_services()._discard_kept()
        self._notify_members("workspace", self.id, 0)
        self._wake_housekeeping()
        return len(workspace_sudo.service_ids)

    def _kept_services(self):
        """Deleted services whose volumes are still there."""
        return self.with_context(active_test=False).service_ids.filtered("keeps_data")

    def action_archive(self):
        """The backend's own button does what archiving means here."""
        self.check_access("write")
        for workspace in self.filtered("active"):
            workspace.archive_workspace()
        return True

    def action_unarchive(self):
        """The backend's own button does what restoring means here."""
        self.check_access("write")
        for workspace in self.filtered(lambda workspace: not workspace.active):
            workspace.restore_workspace()
        return True

    @api.model
    def _wake_housekeeping(self):
        # sudo: ir.cron - waking the job is part of the act
        self.env.ref("woow_paas_platform.ir_cron_workspaces").sudo()._trigger()

    @api.model
    def _cron_workspaces(self):
        """Carry on what takes longer than a request: tell new quotas, and delete what has to go, one by one."""
        everyone = self.with_context(active_test=False)
        for workspace in everyone.search([("quota_to_tell", "=", True)]):
            workspace._on_its_own(workspace._tell_quota)
        for workspace in everyone.search([("leaving_since", "!=", False)]):
            workspace._on_its_own(workspace._leave_for_good)

    def _on_its_own(self, work):
        """Do ``work`` in a transaction of its own; a fault is logged and met again the next time."""
        try:
            work()
            self.env.cr.commit()
        except Exception:
            _logger.exception("workspace %s: not done yet", self.id)  # not raised: Odoo would switch the job off
            self.env.cr.rollback()

    def _leave_for_good(self):
        """Delete the record once nothing is left in the cluster, in the name of who asked for it."""
        self._kept_services()._discard_kept()
        if self.service_ids:
            return
        asker = self.leaving_by_id or self.env.user
        # sudo: workspace - who asked was allowed to, at the time
        workspace_sudo = self.with_user(asker).sudo()
        workspace_sudo._notify_members("workspace", self.id, 0)
        workspace_sudo.with_context(active_test=False).service_ids.unlink()
        workspace_sudo.unlink()


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    def _bury(self, kept_volumes=()):
        """As everywhere; the last one of a workspace that is being deleted lets it go."""
        result = super()._bury(kept_volumes)
        if self.workspace_id.leaving_since:
            self.workspace_id._wake_housekeeping()
        return result
