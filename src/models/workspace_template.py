"""What a workspace can be made of: a plan and a set of services, as platform admins define them."""

import json

from odoo import _, api, fields, models

from .. import values as form
from ..api.errors import Invalid, NotFound

TEMPLATE = "woow_paas_platform.cloud_app_template"


class WorkspaceTemplate(models.Model):
    _name = "woow_paas_platform.workspace_template"
    _description = "Workspace template"
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_published = fields.Boolean("Published", default=True)
    is_available = fields.Boolean(
        "Offered", compute="_compute_is_available", search="_search_is_available", compute_sudo=True,
        help="Published, and each of its applications can be launched.")
    plan_id = fields.Many2one(
        "woow_paas_platform.plan", "Plan", ondelete="restrict",
        help="Without one the workspace gets the plan of every new workspace.")
    line_ids = fields.One2many(
        "woow_paas_platform.workspace_template_line", "workspace_template_id", "Services", copy=True,
        groups="woow_paas_platform.group_platform_admin")

    @api.depends("is_published", "active", "line_ids.template_slug")
    def _compute_is_available(self):
        applications = self.line_ids._applications()
        for template in self:
            slugs = template.line_ids.mapped("template_slug")
            template.is_available = (
                template.is_published and template.active and bool(slugs) and set(slugs) <= set(applications))

    def _search_is_available(self, operator, value):
        # sudo: workspace_template - its lines say whether it can be offered; there are few of them
        offered_sudo = self.sudo().search([("is_published", "=", True)]).filtered("is_available")
        wanted = set(value) if operator in ("in", "not in") else {value}
        is_positive = (True in wanted) == (operator in ("=", "in"))
        return [("id", "in" if is_positive else "not in", offered_sudo.ids)]

    def _to_api(self, detail=False):
        """One dict a template, as ``api.md`` says; the number of queries does not depend on how many."""
        self.check_access("read")
        templates_sudo = self.sudo()  # sudo: plan, line, application - what is offered may be known to all
        applications = templates_sudo.line_ids._applications()
        return [template._one_to_api(applications) for template in templates_sudo]

    def _one_to_api(self, applications):
        services = [line._to_api(applications[line.template_slug]) for line in self.line_ids]
        return {
            "id": self.id,
            "name": self.name,
            "description": self.description or "",
            "plan": self.plan_id._ref_to_api(),
            "services": services,
            "monthly_cost": {
                "amount": sum(service["monthly_price"] for service in services),
                "currency": self.env.company.currency_id.name,
            },
        }

    def _launch_all(self, workspace):
        """Launch every line's application in ``workspace``, in the caller's name; ``self`` is elevated.

        What an application may take from a neighbour, it takes from the first earlier line that provides it.
        """
        applications, services = self.line_ids._applications(), workspace.env["woow_paas_platform.cloud_service"]
        providers = {}
        for line in self.line_ids:
            application = applications[line.template_slug]
            service = services.launch(
                workspace, application.with_env(workspace.env), line.name,
                values=line._values_beside(application, providers))[0]
            providers.setdefault(application.provides, service.id)


class WorkspaceTemplateLine(models.Model):
    _name = "woow_paas_platform.workspace_template_line"
    _description = "Service of a workspace template"
    _order = "sequence, id"

    workspace_template_id = fields.Many2one(
        "woow_paas_platform.workspace_template", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, help="The name of the service.")
    template_slug = fields.Char(
        "Application", required=True, help="The short name of an application; it may come to the shelf later.")
    values = fields.Json(default=lambda self: {})
    values_text = fields.Text("Values (JSON)", compute="_compute_values_text", inverse="_inverse_values_text",
                              help="By dotted key, as in the application's form.")
    is_launchable = fields.Boolean("On the shelf", compute="_compute_is_launchable")

    @api.depends("values")
    def _compute_values_text(self):
        for line in self:
            line.values_text = json.dumps(line.values or {}, indent=2, ensure_ascii=False)

    def _inverse_values_text(self):
        for line in self:
            try:
                line.values = json.loads(line.values_text or "{}")
            except ValueError as error:
                raise Invalid(_("This is not JSON: %s", error)) from error

    @api.depends("template_slug")
    def _compute_is_launchable(self):
        applications = self._applications()
        for line in self:
            line.is_launchable = line.template_slug in applications

    @api.constrains("values", "template_slug")
    def _check_values(self):
        applications = self._applications()
        for line in self:
            if not isinstance(line.values or {}, dict):
                raise Invalid(_("The values are an object."))
            if application := applications.get(line.template_slug):
                found = form.resolve(application.helm_value_specs, line.values or {}, self.env._)
                known = form.specs_by_key(application.helm_value_specs)
                own = {key: sentence for key, sentence in found.errors.items() if "from" not in known.get(key, {})}
                wrong = {**own, **dict.fromkeys(found.ignored, _("The form has no such key."))}
                if wrong:
                    raise Invalid("\n".join(f"{key}: {sentence}" for key, sentence in wrong.items()), wrong)

    def _values_beside(self, application, providers):
        """The line's values, and those that come from one of ``providers``: ids of services by what they provide."""
        sources = {key: spec["from"] for key, spec in form.specs_by_key(application.helm_value_specs).items()
                   if spec.get("from", {}).get("provides") in providers}
        taken = {key: {"from_service": providers[source["provides"]], "key": source["key"]}
                 for key, source in sources.items()}
        return {**taken, **(self.values or {})}

    def _applications(self):
        """By slug, what of these lines' applications can be launched."""
        # sudo: cloud_app_template - which applications are published
        found_sudo = self.env[TEMPLATE].sudo().search(
            [("slug", "in", self.mapped("template_slug")), ("is_published", "=", True)])
        return {application.slug: application for application in found_sudo}

    def _to_api(self, application):
        return {
            "name": self.name,
            "template_slug": application.slug,
            "template_name": application.name,
            "icon_url": application.icon_url or "",
            "monthly_price": application.monthly_price,
        }


class Workspace(models.Model):
    _inherit = "woow_paas_platform.workspace"

    @api.model
    @api.private
    def create_workspace(self, name, description="", workspace_template_id=None):
        """As everywhere; with a template its services are launched in it, all or none.

        Raises ``NotFound`` for a template that is not offered, and whatever a launch raises.
        """
        if workspace_template_id is None:
            return super().create_workspace(name, description)
        # sudo: workspace_template - what is offered may be used by all
        template_sudo = self.env["woow_paas_platform.workspace_template"].sudo().search(
            [("id", "=", workspace_template_id), ("is_available", "=", True)])
        if not template_sudo:
            raise NotFound(_("There is no such workspace template."))
        workspace = super().create_workspace(name, description)
        if template_sudo.plan_id:
            workspace.sudo().plan_id = template_sudo.plan_id  # sudo: workspace - the template's plan comes with it
        template_sudo._launch_all(workspace)
        return workspace
