"""Workspaces."""

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import ONE_WORKSPACE, WORKSPACE, WORKSPACES
from .lookup import found_workspace

ORDERS = {"name": "name", "created_date": "create_date"}


class WorkspaceController(Controller):
    @endpoint("GET", WORKSPACES)
    def list_workspaces(self, query):
        domain = [("active", "=", query.state == "active")]
        if query.role:
            own = [("user_id", "=", request.env.uid), ("role", "=", query.role)]
            domain.append(("access_ids", "any", own))
        return listing(request.env[WORKSPACE], domain, query, ORDERS)

    @endpoint("POST", WORKSPACES)
    def create_workspace(self, body):
        template = body.workspace_template_id
        workspace = request.env[WORKSPACE].create_workspace(body.name, body.description, template)
        return Answer(workspace._to_api(detail=True)[0], record=workspace)

    @endpoint("GET", ONE_WORKSPACE)
    def get_workspace(self, workspace_id):
        return found_workspace(workspace_id)._to_api(detail=True)[0]

    @endpoint("PATCH", ONE_WORKSPACE)
    def update_workspace(self, workspace_id, body):
        workspace = found_workspace(workspace_id)
        workspace.update_workspace(body.model_dump(exclude_unset=True, exclude_none=True))
        return workspace._to_api(detail=True)[0]

    @endpoint("DELETE", ONE_WORKSPACE)
    def archive_workspace(self, workspace_id):
        workspace = found_workspace(workspace_id)
        workspace.archive_workspace()
        return workspace._to_api(detail=True)[0]

    @endpoint("POST", f"{ONE_WORKSPACE}/restore")
    def restore_workspace(self, workspace_id):
        workspace = found_workspace(workspace_id)
        workspace.restore_workspace()
        return workspace._to_api(detail=True)[0]
