"""Finding workspaces, services and applications by a few letters, under the caller's own rules."""

from odoo import api, models

from ..api.paging import text_domain

PREFIX = "woow_paas_platform."


class Search(models.AbstractModel):
    _name = "woow_paas_platform.search"
    _description = "Search"

    @api.model
    def _to_api(self, text, limit):
        """At most ``limit`` of each kind whose name holds all words of ``text``, archived workspaces left out.

        Always takes as many queries.
        """
        return [
            *map(_workspace, self._named("workspace", text, limit)),
            *map(_service, self._named("cloud_service", text, limit)),
            *map(_template, self._named("cloud_app_template", text, limit, [("is_published", "=", True)])),
        ]

    @api.model
    def _named(self, model, text, limit, domain=()):
        found = self.env[PREFIX + model].search([*text_domain(("name",), text), *domain], limit=limit, order="name, id")
        return found.sudo()  # sudo: workspace, cloud_service, cloud_app_template - names and icons of what was found


def _found(kind, record, state="", workspace=None, icon_url=""):
    return {
        "kind": kind, "id": record.id, "name": record.name, "state": state,
        "workspace_id": workspace.id if workspace else None, "workspace_name": workspace.name if workspace else "",
        "icon_url": icon_url or "",
    }


def _workspace(workspace):
    return _found("workspace", workspace, "active")


def _service(service):
    return _found("service", service, service.state, service.workspace_id, service.template_id.icon_url)


def _template(template):
    return _found("template", template, icon_url=template.icon_url)
