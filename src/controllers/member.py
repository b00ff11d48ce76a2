"""Members of a workspace."""

from odoo.http import Controller, request

from ..api.endpoint import endpoint
from ..api.paging import listing, text_domain
from ..api.routes import MEMBERS, ONE_MEMBER
from .lookup import found, found_workspace

MEMBER = "woow_paas_platform.workspace_access"
ORDERS = {"name": "user_id", "role": "role", "invited_date": "create_date"}


class MemberController(Controller):
    @endpoint("GET", MEMBERS)
    def list_members(self, workspace_id, query):
        workspace = found_workspace(workspace_id)
        domain = [("workspace_id", "=", workspace.id), *_domain_of_people(query.search)]
        if query.role:
            domain.append(("role", "=", query.role))
        return listing(request.env[MEMBER], domain, query, ORDERS, search=())

    @endpoint("PATCH", ONE_MEMBER)
    def change_member(self, workspace_id, member_id, body):
        member = _member(workspace_id, member_id)
        ended = member.change_role(body.role)
        return {**member._to_api()[0], "cancelled_invitations": ended}

    @endpoint("DELETE", ONE_MEMBER)
    def remove_member(self, workspace_id, member_id):
        return {"cancelled_invitations": _member(workspace_id, member_id).remove_member()}


def _domain_of_people(text):
    if not text:
        return []
    # sudo: res.users - members may find one another by name and address
    people_sudo = request.env["res.users"].sudo()._search(text_domain(("name", "login"), text))
    return [("user_id", "in", people_sudo)]


def _member(workspace_id, member_id):
    return found(MEMBER, member_id, ("workspace_id", "=", workspace_id))
