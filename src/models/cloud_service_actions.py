"""What people do with services. Each act asks the policy table, elevates, and writes one generation."""

from odoo import _, api, models

from .. import values as form
from ..api.errors import Conflict, Invalid, NotFound
from .cloud_service_size import quota_needs


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    @api.private
    def launch(self, workspace, template, name, subdomain=None, values=None):
        """Launch ``template`` in ``workspace``; the service, and the keys of ``values`` that were left out.

        Raises ``NotFound`` for a template that is not published, ``Invalid`` for what a person typed,
        ``Conflict`` for a host name that is taken and for an exhausted quota.
        """
        workspace._require("service.launch")
        template_sudo = template.sudo().exists()  # sudo: cloud_app_template - chart and form of what is launched
        if not (template_sudo.is_published and template_sudo.active):
            raise NotFound(_("There is no such application."))
        resolved = form.resolve(template_sudo.helm_value_specs, values or {}, self.env._)
        self._raise_problems(resolved, name, subdomain, template_sudo)
        workspace_sudo = workspace.sudo()  # sudo: workspace - the policy table allowed the launch
        size = template_sudo._size(resolved.values)
        workspace_sudo._check_quota(services=1, **quota_needs(size))
        # sudo: cloud_service - as above
        service_sudo = self.sudo()._launch(workspace_sudo, template_sudo, name.strip(), subdomain, resolved)
        return service_sudo.with_env(self.env), resolved.ignored

    def _raise_problems(self, resolved, name, subdomain, template):
        problems = dict(resolved.errors)
        if not (name or "").strip():
            problems["name"] = _("Enter a name.")
        if subdomain and not template.ingress_enabled:
            problems["subdomain"] = _("This application has no address of its own.")
        if problems:
            raise Invalid(_("Please correct what is marked."), problems)

    def _launch(self, workspace, template, name, subdomain, resolved):
        reference = self._new_reference(name)
        namespace = workspace._settle_namespace()
        service = self.with_context(mail_create_nosubscribe=True).create({
            "name": name, "workspace_id": workspace.id, "template_id": template.id, "reference": reference,
            "namespace": namespace, "release_name": f"{namespace}-{reference}",
            "values": resolved.values, "secret_keys": self._keys_held(template.helm_value_specs, resolved),
            **template._copied_by_service(), **template._size(resolved.values),
        })
        if template.ingress_enabled:
            service._hold_host(subdomain or reference)
        service._note_intent("install", resolved.secrets)
        service._record_wish("install", secret_values=resolved.secrets)
        service._announce()
        service._wake_reconciler()
        return service

    @api.model
    def _keys_held(self, specs, resolved, before=()):
        """Secret keys that the cluster will hold: those held before, given now, or made by the operator."""
        return [key for key, spec in form.specs_by_key(specs).items() if spec.get("secret") and (
            key in before or key in resolved.secrets
            or (spec.get("generate") and form.is_shown(spec, resolved.values)))]

    def _hold_host(self, subdomain):
        label = subdomain.strip().lower()
        self.write({
            "subdomain": label,
            "host_name_id": self.env["woow_paas_platform.host_name"]._take(label, self).id,
        })

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
        resolved = form.resolve(
            service_sudo.specs, values or {}, self.env._, service_sudo.values or {}, unset or ())
        if resolved.errors:
            raise Invalid(_("Please correct what is marked."), resolved.errors)
        if resolved.secrets or resolved.values != (service_sudo.values or {}):
            held = self._keys_held(service_sudo.specs, resolved, service_sudo.secret_keys or ())
            service_sudo._advance(
                "change", "upgrade", resolved.secrets, values=resolved.values, secret_keys=held,
                **service_sudo._resized(resolved.values))
        return resolved.ignored

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
        earlier = service_sudo._intent(generation) if isinstance(generation, int) and generation > 0 else None
        if not earlier:
            raise NotFound(_("There is no such generation."))
        if earlier.outcome != "good":
            raise Conflict(_("Only a generation that was seen working can be gone back to."))
        service_sudo._advance(
            "rollback", "rollback", values=earlier.values or {}, chart_version=earlier.chart_version,
            **service_sudo._resized(earlier.values or {}))
        return True

    def change_domain(self, subdomain):
        """Give the service another host name; the old one is kept until the new one works."""
        service_sudo = self._elevated_for("service.domain")
        label = (subdomain or "").strip().lower()
        if not service_sudo.host_name_id:
            raise Invalid(_("This application has no address of its own."), {"subdomain": _("Not possible here.")})
        if label == service_sudo.subdomain:
            return True
        held = service_sudo.host_name_ids.filtered(lambda host: host.name == host._full_name(label))
        host = held or service_sudo.env["woow_paas_platform.host_name"]._take(label, service_sudo)
        service_sudo._advance("domain", "domain", host_name_id=host.id, subdomain=label)
        return True

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
