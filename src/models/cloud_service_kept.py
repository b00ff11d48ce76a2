"""Volumes that outlive their service: told by the operator, counted, launched on again, or removed."""

from odoo import api, fields, models

from .cloud_service_size import quota_needs


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    keeps_data = fields.Boolean("Keeps data", readonly=True, help="Deleted, but its volumes are still there.")
    kept_volumes = fields.Json(readonly=True, default=lambda self: [])
    kept_volumes_text = fields.Char("Volumes kept", compute="_compute_kept_volumes_text")

    @api.depends("kept_volumes")
    def _compute_kept_volumes_text(self):
        for service in self:
            service.kept_volumes_text = ", ".join(service.kept_volumes or [])

    def relaunch(self, subdomain=None):
        """Launch a deleted service on its kept volumes, with the values and secrets that it had.

        ``subdomain`` replaces the name that it had. Raises ``Conflict`` if nothing is kept, if the name is taken
        by now, or if it does not fit the quota.
        """
        service_sudo = self._elevated_for("service.relaunch")
        service_sudo._check_move("relaunch")
        size = {name: service_sudo[name] for name in ("vcpu", "ram_gb")}
        service_sudo.workspace_id._check_quota(services=1, **quota_needs(size))
        changes = {}
        if service_sudo.subdomain:
            label = (subdomain or service_sudo.subdomain).strip().lower()
            changes = {"host_name_id": service_sudo._host_of(label).id, "subdomain": label}
        service_sudo._advance("relaunch", "relaunch", desired="running", active=True, **changes)
        return True

    def discard(self):
        """Remove the kept volumes of a deleted service; nothing brings them back."""
        service_sudo = self._elevated_for("service.discard")
        service_sudo._check_move("discard")
        service_sudo._advance("discard", "discard", desired="absent", active=True)
        return True

    def _discard_kept(self):
        """The same for a whole workspace that goes; ``self`` is elevated."""
        for service in self.filtered(lambda service: service.state == "deleted" and service.keeps_data):
            service._advance("discard", "discard", forced=True, desired="absent", active=True)
