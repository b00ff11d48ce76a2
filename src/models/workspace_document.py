"""A workspace as a document: exported, and imported again, all of it or nothing.

What it holds: name and description, the members besides the owner by address (pending invitations are among them),
and the services with application, version and the values that are no secrets. Whoever imports it becomes the owner;
the others get invitations, since nobody joins a workspace without having agreed.
"""

from odoo import _, api, models
from odoo.tools.mail import email_normalize

from .. import values as form
from ..api.errors import Invalid
from ..value_references import own_values
from .cloud_service_size import quota_needs
from .plan import RESOURCES
from .workspace_team import MAX_ADDRESSES

FORMAT = "woow-paas-workspace"
VERSION = 1
ROLES = ("admin", "user", "guest")


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    def export_workspace(self):
        """The document of this workspace; that it was exported is recorded."""
        self._require("workspace.export")
        workspace_sudo = self.sudo()  # sudo: workspace - the policy table allowed it
        self.env["woow_paas_platform.activity"]._record("workspace.exported", self)
        services_sudo = workspace_sudo.service_ids.filtered(lambda service: service.desired != "absent")
        return {
            "format": FORMAT,
            "version": VERSION,
            "workspace": {"name": workspace_sudo.name, "description": workspace_sudo.description or ""},
            "members": workspace_sudo._members_to_document(),
            "services": [
                {"name": service.name, "template": service.template_id.slug, "version": service.chart_version or "",
                 "values": dict(sorted(own_values(service.values).items()))}
                for service in services_sudo.sorted(lambda service: (service.name, service.id))
            ],
        }

    def _members_to_document(self):
        rows = self.access_ids.filtered(lambda row: row.role != "owner" and row.user_id.email_normalized)
        roles = {row.user_id.email_normalized: row.role for row in rows}
        pending = self.env["woow_paas_platform.invitation"].search(
            [("workspace_id", "=", self.id), ("is_expired", "=", False)])
        roles = {**{invitation.email: invitation.role for invitation in pending}, **roles}
        return [{"email": email, "role": role} for email, role in sorted(roles.items())]

    @api.model
    @api.private
    def import_workspace(self, document, dry_run=False):
        """Make a workspace of a ``document``; the workspace (none for a dry run), and what is, or would be, made.

        Raises ``Invalid`` that tells of everything which is wrong with the document at once.
        """
        problems, notes = {}, []
        members = self._read_members(document["members"], problems, notes)
        services = [self._read_service(row, f"services.{n}", problems, notes)
                    for n, row in enumerate(document["services"])]
        if not problems:
            self._weigh(members, services, problems)
        if problems:
            raise Invalid(_("This document cannot be imported."), problems)
        made = {
            "name": document["workspace"]["name"], "members": members, "notes": notes,
            "services": [self._service_to_api(*service) for service in services],
        }
        return (self.browse() if dry_run else self._make(document["workspace"], members, services)), made

    def _make(self, texts, members, services):
        workspace = self.create_workspace(texts["name"], texts["description"])
        for role in ROLES:
            emails = [member["email"] for member in members if member["role"] == role]
            for start in range(0, len(emails), MAX_ADDRESSES):
                workspace.invite_members("\n".join(emails[start:start + MAX_ADDRESSES]), role)
        for row, template_sudo in services:
            template = template_sudo.with_env(self.env)
            self.env["woow_paas_platform.cloud_service"].launch(workspace, template, row["name"], values=row["values"])
        self.env["woow_paas_platform.activity"]._record("workspace.imported", workspace)
        return workspace

    def _read_members(self, rows, problems, notes):
        own = {email_normalize(text or "") for text in (self.env.user.login, self.env.user.email)}
        members = {}
        for number, row in enumerate(rows):
            address = email_normalize(row["email"])
            if not address:
                problems[f"members.{number}.email"] = _("This is no mail address.")
            elif address in own:
                notes.append(_("%s is you: you will be the owner.", address))
            else:
                members[address] = row["role"]
        return [{"email": email, "role": role} for email, role in sorted(members.items())]

    def _read_service(self, row, place, problems, notes):
        # sudo: cloud_app_template - only published ones are found
        template_sudo = self.env["woow_paas_platform.cloud_app_template"].sudo().search(
            [("slug", "=", row["template"]), ("is_published", "=", True)])
        if not template_sudo:
            problems[f"{place}.template"] = _("There is no such application.")
            return row, template_sudo
        found = form.resolve(template_sudo.helm_value_specs, row["values"], self.env._)
        problems.update({f"{place}.values.{key}": sentence for key, sentence in found.errors.items()})
        if found.ignored:
            notes.append(_("%(name)s: these values are left out: %(keys)s.",
                           name=row["name"], keys=", ".join(found.ignored)))
        if row["version"] and row["version"] != template_sudo.chart_version:
            notes.append(_("%(name)s: version %(old)s is not offered, it will be %(new)s.",
                           name=row["name"], old=row["version"], new=template_sudo.chart_version))
        return row, template_sudo

    def _weigh(self, members, services, problems):
        """Add what does not fit the plan of a new workspace to ``problems``."""
        plan = self.env["woow_paas_platform.plan"]._default()
        needs = dict.fromkeys(RESOURCES, 0)
        needs.update(services=len(services), members=len(members) + 1)
        for row, template_sudo in services:
            resolved = form.resolve(template_sudo.helm_value_specs, row["values"], self.env._)
            for name, need in quota_needs(template_sudo._size(resolved.values)).items():
                needs[name] += need
        for name, need in needs.items():
            if plan and need > plan[name]:
                place = "members" if name == "members" else "services"
                problems[place] = _("This needs %(need)g of %(what)s; a new workspace may use %(limit)g.",
                                    need=need, limit=plan[name], what=plan._fields[name]._description_string(self.env))

    def _service_to_api(self, row, template_sudo):
        return {
            "name": row["name"], "template_slug": template_sudo.slug, "template_name": template_sudo.name,
            "version": template_sudo.chart_version, "monthly_price": template_sudo.monthly_price,
        }
