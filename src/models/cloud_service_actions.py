"""What people do with services. Each act asks the policy table, elevates, and writes one generation."""

from odoo import _, api, models

from ..api.errors import NotFound
from .cloud_service_plans import FORM_OF_A_VERSION
from .cloud_service_size import quota_needs


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    @api.private
    def launch(self, workspace, template, name, subdomain=None, values=None, version=None):
        """Launch ``template`` in ``workspace``; the service, and the keys of ``values`` that were left out.

        ``version`` is a chart version that is offered, the newest one unless told.

        Raises ``NotFound`` for a template that is not published, ``Invalid`` for what a person typed,
        ``Conflict`` for a host name that is taken and for an exhausted quota.
        """
        workspace._require("service.launch")
        template_sudo = self._launchable(template)
        workspace_sudo = workspace.sudo()  # sudo: workspace - the policy table allowed the launch
        services_sudo = self.sudo()  # sudo: cloud_service - as above
        plan = services_sudo._plan_launch(workspace_sudo, template_sudo, name, subdomain, values, version)
        workspace_sudo._check_quota(services=1, **quota_needs(plan.size))
        return services_sudo._launch(workspace_sudo, plan).with_env(self.env), plan.ignored

    @api.model
    def _launchable(self, template):
        """``template``, elevated; raises ``NotFound`` unless it is published."""
        template_sudo = template.sudo().exists()  # sudo: cloud_app_template - chart and form of what is launched
        if not (template_sudo.is_published and template_sudo.active):
            raise NotFound(_("There is no such application."))
        return template_sudo

    @api.model
    def _launch(self, workspace, plan):
        namespace = workspace._settle_namespace()
        service = self.with_context(mail_create_nosubscribe=True).create({
            **plan.changes, "namespace": namespace, "release_name": f"{namespace}-{plan.changes['reference']}",
        })
        if plan.subdomain:
            service._hold_host(plan.subdomain)
        service._note_intent("install", plan.secrets).form = service._form_of_now()
        service._record_wish("install", secret_values=plan.secrets)
        service._announce()
        service._wake_reconciler()
        return service

    def _hold_host(self, label):
        self.write({"subdomain": label, "host_name_id": self._host_of(label).id})

    def change(self, values=None, unset=None, name=None):
        """Change values by dotted key, send keys in ``unset`` back to their default, rename.

        Returns the keys that were left out. A name alone, or values that are the same, ask nothing of the cluster.
        """
        service_sudo = self._elevated_for("service.change")
        if name is not None:
            service_sudo.name = name.strip()
            service_sudo._announce()
        if not values and not unset:
            return []
        plan = service_sudo._plan_change(values, unset)
        held = set(plan.changes["secret_keys"]) != set(service_sudo.secret_keys or ())
        if plan.secrets or held or plan.changes["values"] != (service_sudo.values or {}):
            service_sudo._carry(plan)
        return plan.ignored

    def upgrade(self, version, values=None, unset=None):
        """Go to a newer chart version that is offered, and change values with it; the keys that were left out.

        Raises ``NotFound`` for a version that is not offered, ``Invalid`` for values that do not fit its form.
        """
        service_sudo = self._elevated_for("service.upgrade")
        plan = service_sudo._plan_upgrade(version, values, unset)
        service_sudo._carry(plan)
        service_sudo._intent(service_sudo.generation).form = service_sudo._form_of_now()
        return plan.ignored

    def _carry(self, plan):
        """Write down what was planned as the next generation. Raises ``Conflict`` if it does not fit the quota."""
        if plan.size:
            self.workspace_id._check_quota(**self._growth(plan.size))
        self._takers_of(plan).is_stale = True
        self._advance(plan.action, plan.kind, plan.secrets, **plan.changes)

    def _form_of_now(self):
        return {name: self[name] for name in FORM_OF_A_VERSION}

    def stop(self):
        """Stop the service; its data stay."""
        self._elevated_for("service.stop")._advance("stop", "stop", desired="stopped")
        return True

    def start(self):
        """Start a stopped service."""
        service_sudo = self._elevated_for("service.start")
        service_sudo._check_start()
        service_sudo._advance("start", "start", desired="running")
        return True

    def restart(self):
        """Replace the service's pods."""
        service_sudo = self._elevated_for("service.restart")
        service_sudo._advance("restart", "restart", restart_token=str(service_sudo.generation + 1))
        return True

    def retry(self):
        """Ask once more for what failed."""
        service_sudo = self._elevated_for("service.retry")
        if service_sudo.desired == "absent":
            failed = service_sudo._intent(service_sudo.generation)
            service_sudo._advance("delete", "delete", keep_data=failed.keep_data)
        else:
            service_sudo._advance("retry", "retry")
        return True

    def rollback(self, generation):
        """Go back to the values and chart of an earlier good generation; data do not go back.

        Raises ``NotFound`` for an unknown generation, ``Conflict`` for one that was not good.
        """
        service_sudo = self._elevated_for("service.rollback")
        service_sudo._carry(service_sudo._plan_rollback(generation))
        service_sudo._intent(service_sudo.generation).form = service_sudo._form_of_now()
        return True

    def change_domain(self, subdomain):
        """Give the service another host name; the old one is kept until the new one works."""
        service_sudo = self._elevated_for("service.domain")
        plan = service_sudo._plan_domain(subdomain)
        if plan.subdomain == service_sudo.subdomain:
            return True
        host = service_sudo._host_of(plan.subdomain)
        service_sudo._advance(plan.action, plan.kind, host_name_id=host.id, **plan.changes)
        return True

    def _host_of(self, label):
        """The row for ``label``: one that this service still holds, or else it is taken now."""
        names = self.env["woow_paas_platform.host_name"]
        held = self.host_name_ids.filtered(lambda host: host.name == names._full_name(label))
        return held or names._take(label, self)

    def remove(self, keep_data=False):
        """Delete the application and, unless ``keep_data``, its volumes. The record stays, archived."""
        service_sudo = self._elevated_for("service.delete")
        if service_sudo.state != "deleting":
            service_sudo._advance("delete", "delete", keep_data=bool(keep_data), desired="absent")
        return True

    def _elevated_for(self, action):
        """The service with the rights to change it, once the policy table let the caller do ``action``."""
        self.ensure_one()
        # sudo: cloud_service - its workspace is read to ask the policy table, which decides what follows
        service_sudo = self.sudo().exists()
        if not service_sudo:
            raise NotFound(_("There is no such service."))
        service_sudo.workspace_id.with_env(self.env)._require(action)
        return service_sudo
