"""Finding workspaces, services and applications by a few letters, under the caller's own rules."""

from odoo import api, models
from odoo.tools import SQL

from ..api.paging import literal, text_domain

PREFIX = "woow_paas_platform."
TEXTS = {
    "workspace": ("name",),
    "cloud_service": ("name", "subdomain", "template_id.name"),
    "cloud_app_template": ("name", "description", "category_id.name", "tag_ids.name"),
}


class Search(models.AbstractModel):
    _name = "woow_paas_platform.search"
    _description = "Search"

    @api.model
    def _to_api(self, text, limit):
        """At most ``limit`` of each kind that hold all words of ``text``, archived workspaces left out.

        Those whose name begins with it come first, then those whose name holds its words, then those that hold them
        elsewhere. Always takes as many queries.
        """
        return [
            *map(_workspace, self._found("workspace", text, limit)),
            *map(_service, self._found("cloud_service", text, limit)),
            *map(_template, self._found("cloud_app_template", text, limit, [("is_published", "=", True)])),
        ]

    @api.model
    def _found(self, kind, text, limit, domain=()):
        model = self.env[PREFIX + kind]
        query = model._search([*text_domain(TEXTS[kind], text), *domain])
        name = model._field_to_sql(query.table, "name", query)
        held = SQL(" AND ").join(SQL("%s ILIKE %s", name, f"%{literal(word)}%") for word in text.split())
        query.order = SQL(
            "CASE WHEN %s ILIKE %s THEN 0 WHEN %s THEN 1 ELSE 2 END, %s, %s",
            name, f"{literal(text.strip())}%", held, name, SQL.identifier(query.table, "id"))
        query.limit = limit
        found = model.browse(query.get_result_ids())
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
