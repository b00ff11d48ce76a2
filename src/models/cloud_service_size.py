"""How much a service uses of its workspace's quota, and what becomes of it with its workspace."""

from odoo import fields, models

from .. import values as form

IN_QUOTA = {"vcpu": "cpu", "ram_gb": "memory_gb", "storage_gb": "storage_gb"}


def quota_needs(size):
    """``size`` of a service in the words of a quota."""
    return {IN_QUOTA[name]: need for name, need in size.items()}


class CloudAppTemplate(models.Model):
    _inherit = "woow_paas_platform.cloud_app_template"

    def _size(self, values, specs=None):
        """vCPU, memory and storage of a service with ``values``: what the chosen options need, or the minima.

        ``specs`` are the form that was filled in; without it, that of the newest version.
        """
        least = {"vcpu": self.min_vcpu, "ram_gb": self.min_ram_gb, "storage_gb": self.min_storage_gb}
        return form.size(self.helm_value_specs if specs is None else specs, values, least)


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    resumes = fields.Boolean(readonly=True, help="Starts again when its workspace is restored.")

    def _growth(self, size):
        """What the workspace's quota has to have free for another ``size``, in its own words."""
        more = quota_needs({name: size[name] - self[name] for name in size})
        return {"storage_gb": more["storage_gb"]} if self.desired == "stopped" else more

    def _check_start(self):
        """Raise ``Conflict`` if the CPU and memory of these stopped services do not fit the quota."""
        stopped = self.filtered(lambda service: service.desired == "stopped")
        for workspace in stopped.workspace_id:
            own = stopped.filtered(lambda service, w=workspace: service.workspace_id == w)
            workspace._check_quota(cpu=sum(own.mapped("vcpu")), memory_gb=sum(own.mapped("ram_gb")))

    def _pause(self):
        """Stop what should run, whatever state it is in, and remember that; ``self`` is elevated."""
        for service in self.filtered(lambda service: service.desired == "running"):
            service._advance("stop", "stop", forced=True, desired="stopped", resumes=True)

    def _resume(self):
        """Start what was stopped with its workspace; ``self`` is elevated. Raises ``Conflict`` like a start."""
        paused = self.filtered(lambda service: service.resumes and service.desired == "stopped")
        paused._check_start()
        for service in paused:
            service._advance("start", "start", forced=True, desired="running", resumes=False)

    def _destroy(self):
        """Delete these services with their data, whatever state they are in; ``self`` is elevated."""
        for service in self.filtered(lambda service: service.desired != "absent" or service.state == "error"):
            service._advance("delete", "delete", forced=True, desired="absent", resumes=False)
