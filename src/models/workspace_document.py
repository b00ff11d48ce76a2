"""A workspace as a document: exported, and imported again, all of it or nothing.

What it holds: name and description, the members besides the owner by address (pending invitations are among them),
and the services with application, version and the values that are no secrets. Whoever imports it becomes the owner;
the others get invitations, since nobody joins a workspace without having agreed.
"""

from odoo import _, api, models
from odoo.tools.mail import email_normalize

from .. import values as form
from ..api.errors import Invalid
from ..document_references import ambiguous, as_neighbour, in_order, named, numbered
from .cloud_service_size import quota_needs
from .plan import RESOURCES
from .workspace_team import MAX_ADDRESSES, address_in

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
        names = {service.id: service.name for service in services_sudo}
        return {
            "format": FORMAT,
            "version": VERSION,
            "workspace": {"name": workspace_sudo.name, "description": workspace_sudo.description or ""},
            "members": workspace_sudo._members_to_document(),
            "services": [
                {"name": service.name, "template": service.template_id.slug, "version": service.chart_version or "",
                 "values": dict(sorted(named(service.values, names).items()))}
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
        """Make a workspace of a ``document``: the workspace (none for a dry run), and what is, or would be, made.

        Raises ``Invalid`` that tells of everything which is wrong with the document at once.
        """
        problems, notes = {}, []
        members = self._read_members(document["members"], problems, notes)
        services = self._read_services(document["services"], problems, notes)
        if not problems:
            self._weigh(members, services, problems)
        if problems:
            raise Invalid(_("This document cannot be imported."), problems)
        workspace = self.browse() if dry_run else self._make(document["workspace"], members, services)
        rows = [_service_to_api(row["name"], version.template_id, version.chart_version) for row, version in services]
        return workspace, workspace._import_to_api(document["workspace"]["name"], members, rows, notes)

    def _imported_to_api(self, detail=False):
        """What imports made, as it is now; what differed from the document was told by the import alone."""
        return [workspace._import_to_api(
            workspace.name, workspace._members_to_document(),
            [_service_to_api(service.name, service.template_id, service.chart_version)
             for service in workspace.service_ids.sorted("id") if service.desired != "absent"])
            for workspace in self.sudo()]  # sudo: workspace, cloud_app_template - whoever made it asks again

    def _import_to_api(self, name, members, services, notes=()):
        cost = sum(service["monthly_price"] for service in services)
        return {
            "dry_run": not self, "workspace_id": self.id or None, "name": name, "members": members,
            "services": services, "notes": list(notes),
            "monthly_cost": {"amount": cost, "currency": self.env.company.currency_id.name},
        }

    def _make(self, texts, members, services):
        workspace = self.create_workspace(texts["name"], texts["description"])
        for role in ROLES:
            emails = [member["email"] for member in members if member["role"] == role]
            for start in range(0, len(emails), MAX_ADDRESSES):
                workspace.invite_members("\n".join(emails[start:start + MAX_ADDRESSES]), role)
        numbers = {}
        ordered, _circle = in_order([row for row, _version in services])
        for row in ordered:
            version_sudo = next(version for other, version in services if other is row)
            service, _ignored = self.env["woow_paas_platform.cloud_service"].launch(
                workspace, version_sudo.template_id.with_env(self.env), row["name"],
                values=numbered(row["values"], numbers), version=version_sudo.chart_version)
            numbers.setdefault(row["name"], service.id)
        self.env["woow_paas_platform.activity"]._record("workspace.imported", workspace)
        return workspace

    def _read_members(self, rows, problems, notes):
        own = {email_normalize(text or "") for text in (self.env.user.login, self.env.user.email)}
        members = {}
        for number, row in enumerate(rows):
            address = address_in(row["email"])
            if not address:
                problems[f"members.{number}.email"] = _("This is no mail address.")
            elif address in own:
                notes.append(_("%s is you: you will be the owner.", address))
            else:
                members[address] = row["role"]
        return [{"email": email, "role": role} for email, role in sorted(members.items())]

    def _read_services(self, rows, problems, notes):
        """Each row with the version that it is made of; what does not fit is added to ``problems``."""
        # sudo: cloud_app_template - only published ones are found
        templates_sudo = self.env["woow_paas_platform.cloud_app_template"].sudo().search(
            [("slug", "in", [row["template"] for row in rows]), ("is_published", "=", True)])
        by_slug = {template.slug: template for template in templates_sudo}
        versions = [by_slug[row["template"]]._version_to_launch(row["version"], closest=True)
                    if row["template"] in by_slug else templates_sudo.version_ids.browse() for row in rows]
        names = [row["name"] for row in rows]
        numbers = {name: place for place, name in reversed([*enumerate(names, start=1)])}
        neighbours = {place: as_neighbour(row["name"], version.template_id.provides, version.helm_value_specs)
                      for place, (row, version) in enumerate(zip(rows, versions, strict=True), start=1) if version}
        for place, (row, version) in enumerate(zip(rows, versions, strict=True)):
            wanted = numbered(row["values"], numbers)
            self._read_service(row, version, wanted, neighbours, f"services.{place}", problems, notes)
        sentence = _("Several services have this name: rename them first.")
        problems.update({f"services.{place}.values.{key}": sentence for place, key in ambiguous(rows)})
        for row in in_order(rows)[1]:
            problems.setdefault(f"services.{rows.index(row)}", _("Services take values from one another in a circle."))
        return list(zip(rows, versions, strict=True))

    def _read_service(self, row, version, wanted, neighbours, place, problems, notes):
        if not version:
            problems[f"{place}.template"] = _("There is no such application.")
            return
        found = form.resolve(version.helm_value_specs, wanted, self.env._, neighbours=neighbours)
        problems.update({f"{place}.values.{key}": sentence for key, sentence in found.errors.items()})
        if found.ignored:
            notes.append(_("%(name)s: these values are left out: %(keys)s.",
                           name=row["name"], keys=", ".join(found.ignored)))
        if row["version"] and row["version"] != version.chart_version:
            notes.append(_("%(name)s: version %(old)s is not offered, it will be %(new)s.",
                           name=row["name"], old=row["version"], new=version.chart_version))

    def _weigh(self, members, services, problems):
        """Add what does not fit the plan of a new workspace to ``problems``."""
        plan = self.env["woow_paas_platform.plan"]._default()
        needs = dict.fromkeys(RESOURCES, 0)
        needs.update(services=len(services), members=len(members) + 1)
        for row, version in services:
            resolved = form.resolve(version.helm_value_specs, row["values"], self.env._)
            for name, need in quota_needs(version._size(resolved.values)).items():
                needs[name] += need
        for name, need in needs.items():
            if plan and need > plan[name]:
                place = "members" if name == "members" else "services"
                problems[place] = _("This needs %(need)g of %(what)s; a new workspace may use %(limit)g.",
                                    need=need, limit=plan[name], what=plan._fields[name]._description_string(self.env))


def _service_to_api(name, template, version):
    return {
        "name": name, "template_slug": template.slug, "template_name": template.name, "version": version or "",
        "monthly_price": template.monthly_price,
    }
