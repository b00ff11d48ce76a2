"""What each act would make of a service, before anything is written: for the act itself and for its preview."""

from odoo import _, api, models

from .. import values as form
from ..api.errors import Conflict, Invalid, NotFound
from .service_plan import Plan

FORM_OF_A_VERSION = (
    "chart_repository", "chart_name", "chart_version", "chart_digest", "allow", "host_key", "specs", "default_values",
    "rollout_timeout",
)


class CloudService(models.Model):
    _inherit = "woow_paas_platform.cloud_service"

    @api.model
    def _plan_launch(self, workspace, template, name, subdomain=None, values=None, version=None):
        """The launch of ``template``. Raises ``Invalid`` for what a person typed, ``Conflict`` for a taken name."""
        copied = (template._version_to_launch(version) if version else template)._copied_by_service()
        resolved = form.resolve(
            copied["specs"], values or {}, self.env._, neighbours=self._neighbours(workspace, values))
        self._raise_problems(resolved, name, subdomain, template)
        reference = self._new_reference(name, workspace._namespace_of_a_launch())
        label = (subdomain or reference).strip().lower() if template.ingress_enabled else None
        held = self._keys_held(copied["specs"], resolved)
        changes = {
            **copied, "name": name.strip(), "reference": reference, "workspace_id": workspace.id,
            "template_id": template.id, "values": resolved.values, "secret_keys": held,
            **template._size(resolved.values, copied["specs"]),
        }
        hosts = [self.env["woow_paas_platform.host_name"].check(label, workspace)] if label else []
        return Plan("launch", "install", changes, resolved.secrets, resolved.ignored, label, hosts)

    def _raise_problems(self, resolved, name, subdomain, template):
        problems = dict(resolved.errors)
        if not (name or "").strip():
            problems["name"] = _("Enter a name.")
        if subdomain and not template.ingress_enabled:
            problems["subdomain"] = _("This application has no address of its own.")
        if problems:
            raise Invalid(_("Please correct what is marked."), problems)

    def _plan_change(self, values=None, unset=None):
        """Other values. Raises ``Invalid`` for what a person typed."""
        return self._plan_values("change", "upgrade", {"specs": self.specs}, values, unset)

    def _plan_upgrade(self, version, values=None, unset=None):
        """Another chart version, and values for what it asks anew. Raises ``NotFound`` for one that is not offered."""
        newer = self.template_id.version_ids._newer_than(self.chart_version)
        wanted = newer.filtered(lambda offered: offered.chart_version == version)
        if not wanted:
            raise NotFound(_("No newer version %s is offered.", version))
        copied = wanted._copied_by_service()
        return self._plan_values(
            "upgrade", "version", {name: copied[name] for name in FORM_OF_A_VERSION}, values, unset)

    def _plan_values(self, action, kind, changes, values, unset):
        current = self.values or {}
        resolved = form.resolve(
            changes["specs"], values or {}, self.env._, current, unset or (), self.secret_keys or (),
            self._neighbours(self.workspace_id, current, values))
        if resolved.errors:
            raise Invalid(_("Please correct what is marked."), resolved.errors)
        held = self._keys_held(changes["specs"], resolved)
        changes = {**changes, "values": resolved.values, "secret_keys": held,
                   **self.template_id._size(resolved.values, changes["specs"])}
        return Plan(action, kind, changes, resolved.secrets, resolved.ignored)

    @api.model
    def _keys_held(self, specs, resolved):
        """Secret keys that the cluster will hold: those held before, given now, or made by the operator."""
        return [key for key, spec in form.specs_by_key(specs).items() if spec.get("secret") and (
            key in resolved.held or key in resolved.secrets
            or (spec.get("generate") and key not in resolved.values and form.is_shown(spec, resolved.values)))]

    def _plan_rollback(self, generation):
        """Values and version of an earlier good generation; data and secrets are those of now.

        Secrets that it had and that were left out since come back as they were last.

        Raises ``NotFound`` for an unknown generation, ``Conflict`` for one that was not good.
        """
        earlier = self._intent(generation) if isinstance(generation, int) and generation > 0 else None
        if not earlier:
            raise NotFound(_("There is no such generation."))
        if earlier.outcome != "good":
            raise Conflict(_("Only a generation that was seen working can be gone back to."))
        changes = {**self._form_at(earlier), "values": earlier.values or {}}
        held = form.Resolved(values=changes["values"], held=[*(self.secret_keys or ()), *(earlier.secret_keys or ())])
        changes["secret_keys"] = self._keys_held(changes["specs"], held)
        changes.update(self.template_id._size(changes["values"], changes["specs"]))
        return Plan("rollback", "rollback", changes)

    def _form_at(self, intent):
        """The form and the chart of an earlier generation: those kept with it, or with the one that brought them."""
        kept = self.env["woow_paas_platform.service_intent"].search([
            ("service_id", "=", self.id), ("generation", "<=", intent.generation), ("form", "!=", False),
        ], order="generation desc", limit=1)
        now = {name: self[name] for name in FORM_OF_A_VERSION}
        return {**now, **(kept.form or {}), "chart_version": intent.chart_version or self.chart_version}

    def _plan_domain(self, subdomain):
        """Another host name. Raises ``Invalid`` or ``Conflict`` like the check of a name."""
        label = (subdomain or "").strip().lower()
        if not self.host_name_id:
            raise Invalid(_("This application has no address of its own."), {"subdomain": _("Not possible here.")})
        names = self.env["woow_paas_platform.host_name"]
        full = names._full_name(label)
        if full not in self.host_name_ids.mapped("name"):
            names.check(label, self.workspace_id)
        return Plan("domain", "domain", {"subdomain": label}, subdomain=label, hosts=[full, *self._hosts()[1:]])
