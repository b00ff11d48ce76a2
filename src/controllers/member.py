"""Members of a workspace."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import MEMBERS, ONE_MEMBER
from .lookup import found, found_workspace

MEMBER = "woow_paas_platform.workspace_access"
ORDERS = {"name": "user_id", "role": "role", "invited_date": "create_date"}


class MemberController(Controller):
    @endpoint("GET", MEMBERS)
    def list_members(self, workspace_id, query):
        workspace = found_workspace(workspace_id)
        domain = [("workspace_id", "=", workspace.id)]
        if query.role:
            domain.append(("role", "=", query.role))
        return listing(request.env[MEMBER], domain, query, ORDERS, search=("user_id.name", "user_id.login"))

    @endpoint("PATCH", ONE_MEMBER)
    def change_member(self, workspace_id, member_id, body):
        member = _member(workspace_id, member_id)
        member.change_role(body.role)
        return member._to_api()[0]

    @endpoint("DELETE", ONE_MEMBER)
    def remove_member(self, workspace_id, member_id):
        _member(workspace_id, member_id).remove_member()


def _member(workspace_id, member_id):
    return found(MEMBER, member_id, ("workspace_id", "=", workspace_id))
