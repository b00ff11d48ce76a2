"""Settings of a workspace, deleting it for good, and what a new one can be made of."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import FOREVER, SETTINGS, WORKSPACE_TEMPLATES
from .lookup import found_workspace

WORKSPACE_TEMPLATE = "woow_paas_platform.workspace_template"
ORDERS = {"sequence": "sequence", "name": "name"}


class SettingsController(Controller):
    @endpoint("GET", SETTINGS)
    def get_settings(self, workspace_id):
        return found_workspace(workspace_id)._settings_to_api()

    @endpoint("PATCH", SETTINGS)
    def change_settings(self, workspace_id, body):
        workspace = found_workspace(workspace_id)
        workspace.change_settings(body.model_dump(exclude_unset=True, exclude_none=True))
        return workspace._settings_to_api()

    @endpoint("DELETE", FOREVER)
    def delete_workspace(self, workspace_id, body):
        workspace = found_workspace(workspace_id)
        return {"id": workspace.id, "state": "deleting", "services_left": workspace.delete_workspace(body.name)}

    @endpoint("GET", WORKSPACE_TEMPLATES)
    def list_workspace_templates(self, query):
        return listing(request.env[WORKSPACE_TEMPLATE], [("is_available", "=", True)], query, ORDERS)
