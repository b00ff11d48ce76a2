"""What happened in a workspace."""

from odoo.http import Controller, request

from ..api.csv_file import csv_answer
from ..api.endpoint import endpoint
from ..api.paging import page, text_domain
from ..api.routes import ACTIVITY, ACTIVITY_EXPORT
from .lookup import found_workspace

MODEL = "woow_paas_platform.activity"
PEOPLE = ("actor_name", "subject")
COUNTED = 10000  # counting a million rows takes longer than reading a page of them


class ActivityController(Controller):
    @endpoint("GET", ACTIVITY)
    def list_activity(self, workspace_id, query):
        workspace = found_workspace(workspace_id)
        return page(request.env[MODEL], _domain(workspace, query), query, "date desc, id desc", COUNTED)

    @endpoint("GET", ACTIVITY_EXPORT)
    def export_activity(self, workspace_id, query):
        workspace = found_workspace(workspace_id)
        header, rows = workspace.export_activity(_domain(workspace, query))
        return csv_answer(f"activity-{workspace.slug}.csv", header, rows)


def _domain(workspace, query):
    domain = [("workspace_id", "=", workspace.id), *text_domain(PEOPLE, query.search)]
    domain += text_domain(("actor_name",), query.actor)
    if query.service:
        domain += [("subject_model", "=", "service"), ("subject_id", "=", query.service)]
    exact = (("action", "=", query.action), ("action", "=like", f"{query.kind}.%"), ("date", ">=", query.since),
             ("date", "<", query.until))
    given = (query.action, query.kind, query.since, query.until)
    return domain + [leaf for leaf, value in zip(exact, given, strict=True) if value]
