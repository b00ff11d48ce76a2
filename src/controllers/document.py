"""Export and import of workspaces."""

import json

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.headers import API_HEADERS
from ..api.routes import EXPORT, IMPORT, WORKSPACE
from .lookup import found_workspace


class DocumentController(Controller):
    @endpoint("GET", EXPORT)
    def export_workspace(self, workspace_id):
        workspace = found_workspace(workspace_id)
        document = json.dumps(workspace.export_workspace(), indent=2, ensure_ascii=False)
        return request.make_response(document, [
            *API_HEADERS.items(), ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Disposition", f'attachment; filename="{workspace.slug}.json"'),
        ])

    @endpoint("POST", IMPORT)
    def import_workspace(self, body, query):
        workspace, made = request.env[WORKSPACE].import_workspace(body.model_dump(), query.dry_run)
        return Answer(made, record=workspace)
