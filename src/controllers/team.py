"""Invitations of a workspace, several members at once, leaving, and the transfer of ownership."""

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.errors import NotFound
from ..api.paging import listing
from ..api.refusals import not_found_sentence
from ..api.routes import INVITATIONS, MEMBERS, ONE_INVITATION, ONE_WORKSPACE, OWNERSHIP, TRANSFER
from .lookup import found, found_workspace

INVITATION = "woow_paas_platform.invitation"
ORDERS = {"email": "email", "invited_date": "invited_date"}


class TeamController(Controller):
    @endpoint("POST", MEMBERS)
    def invite(self, workspace_id, body):
        results = found_workspace(workspace_id).invite_members(body.emails, body.role)
        return Answer(results, count=len(results))

    @endpoint("POST", f"{MEMBERS}/batch")
    def change_members(self, workspace_id, body):
        members = request.env["woow_paas_platform.workspace_access"]
        return members.change_members(found_workspace(workspace_id), body.ids, body.operation, body.role)

    @endpoint("POST", f"{ONE_WORKSPACE}/leave")
    def leave(self, workspace_id):
        return {"cancelled_invitations": found_workspace(workspace_id).leave_workspace()}

    @endpoint("GET", INVITATIONS)
    def list_invitations(self, workspace_id, query):
        workspace = found_workspace(workspace_id)
        workspace._require("member.invite")
        domain = [("workspace_id", "=", workspace.id), *_domain_of_state(query.state)]
        return listing(request.env[INVITATION], domain, query, ORDERS, search=("email",))

    @endpoint("PATCH", ONE_INVITATION)
    def change_invitation(self, workspace_id, invitation_id, body):
        invitation = _invitation(workspace_id, invitation_id)
        invitation.change_invitation_role(body.role)
        return invitation._to_api()[0]

    @endpoint("DELETE", ONE_INVITATION)
    def cancel_invitation(self, workspace_id, invitation_id):
        invitation = _invitation(workspace_id, invitation_id)
        invitation.cancel_invitation()
        return invitation._to_api()[0]

    @endpoint("POST", f"{ONE_INVITATION}/resend")
    def resend_invitation(self, workspace_id, invitation_id):
        invitation = _invitation(workspace_id, invitation_id)
        link = invitation.resend_invitation()
        return {**invitation._to_api()[0], "link": link}

    @endpoint("GET", OWNERSHIP)
    def get_offer(self, workspace_id):
        workspace = found_workspace(workspace_id)
        workspace._require("member.view")
        offers = workspace._open_transfer().with_env(request.env)._to_api()
        return {"offer": offers[0] if offers else None}

    @endpoint("POST", OWNERSHIP)
    def offer_ownership(self, workspace_id, body):
        offer_id = found_workspace(workspace_id).offer_ownership(body.member_id)
        offer = request.env[TRANSFER].browse(offer_id)
        return Answer(offer._to_api(detail=True)[0], record=offer)

    @endpoint("DELETE", OWNERSHIP)
    def withdraw_offer(self, workspace_id):
        return _answered(workspace_id, "withdraw_ownership", "workspace.transfer")

    @endpoint("POST", f"{OWNERSHIP}/accept")
    def accept_offer(self, workspace_id):
        return _answered(workspace_id, "accept_ownership", "member.view")

    @endpoint("POST", f"{OWNERSHIP}/decline")
    def decline_offer(self, workspace_id):
        return _answered(workspace_id, "decline_ownership", "member.view")


def _answered(workspace_id, method, action):
    """The open offer of a workspace after the caller, who may do ``action``, did ``method`` with it."""
    workspace = found_workspace(workspace_id)
    workspace._require(action)
    offer = workspace._open_transfer().with_env(request.env)
    if not offer:
        raise NotFound(not_found_sentence())
    getattr(offer, method)()
    return offer._to_api()[0]


def _domain_of_state(state):
    if state == "expired":
        return [("is_expired", "=", True)]
    if state == "pending":
        return [("is_expired", "=", False)]
    return [("state", "=", state)] if state else []


def _invitation(workspace_id, invitation_id):
    """One invitation of a workspace, for those who may invite; others learn from the policy table why not."""
    found_workspace(workspace_id)._require("member.invite")
    return found(INVITATION, invitation_id, ("workspace_id", "=", workspace_id))
