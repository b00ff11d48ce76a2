"""What the link of an invitation opens: three routes of the API, and a page of its own."""

import secrets
from urllib.parse import urlencode

from odoo.http import Controller, request, route

from ..api import log_redaction
from ..api.endpoint import endpoint
from ..api.errors import ApiError, Invalid, NotFound
from ..api.headers import invitation_headers
from ..api.routes import LINK
from ..compat import sign_in
from ..models.invitation import MIN_PASSWORD, PAGE

INVITATION = "woow_paas_platform.invitation"

log_redaction.install()


class InvitationController(Controller):
    @endpoint("GET", LINK)
    def get_invitation(self, token):
        return _invitation(token)._to_holder(request.env.user)

    @endpoint("POST", f"{LINK}/accept")
    def accept_invitation(self, token):
        member = _invitation(token)._accept(request.env.user)
        return {"workspace_id": member.workspace_id.id, "member_id": member.id}

    @endpoint("POST", f"{LINK}/decline")
    def decline_invitation(self, token):
        invitation_sudo = _invitation(token)
        invitation_sudo._decline()
        return invitation_sudo._to_holder(request.env.user)


class InvitationPage(Controller):
    @route(f"{PAGE}<string:token>", type="http", auth="public", methods=["GET"])
    def page(self, token, **_query):
        """What the link invites to, and what can be done about it."""
        return _render(token)

    @route(f"{PAGE}<string:token>", type="http", auth="public", methods=["POST"])
    def answer(self, token, act="", name="", password="", repeated="", **_form):
        """Join, decline, or sign up and join; a refusal is told on the page and keeps the name that was typed."""
        acts = {
            "join": lambda: self._join(token),
            "decline": lambda: _invitation(token)._decline(),
            "sign_up": lambda: self._sign_up(token, name, password, repeated),
        }
        try:
            with request.env.cr.savepoint():
                workspace_sudo = acts[act]() if act in acts else None
        except ApiError as refusal:
            return _render(token, refusal=refusal, name=name)
        if act == "sign_up":
            self._sign_in(_invitation(token).accepted_by_id.login, password)
        return request.redirect(f"/woow#/workspace/{workspace_sudo.id}") if workspace_sudo else _render(token)

    def _join(self, token):
        """The workspace, elevated, that the caller belongs to now; None for callers who are not signed in."""
        caller = request.env.user
        return None if caller._is_public() else _invitation(token)._accept(caller).workspace_id

    def _sign_up(self, token, name, password, repeated):
        """The workspace, elevated, that the new account belongs to."""
        if password != repeated:
            sentence = request.env._("The two passwords are not the same.")
            raise Invalid(sentence, {"repeated": sentence})
        invitation_sudo = _invitation(token)
        invitation_sudo._sign_up(name, password)
        return invitation_sudo.workspace_id

    def _sign_in(self, login, password):
        request.env.cr.commit()  # signing in reads the new account in a transaction of its own
        sign_in(request, {"login": login, "password": password, "type": "password"})


def _invitation(token):
    return request.env[INVITATION]._by_token(token)


def _render(token, refusal=None, name=""):
    """The page of a link in the caller's language; 404 for a link that nobody was given."""
    try:
        invitation_sudo = _invitation(token)
    except NotFound as unknown:
        return _page({"title": request.env._("Invitation"), "sentence": str(unknown), "step": "over"}, 404)
    shown = invitation_sudo._to_holder(request.env.user)
    return _page({
        "title": invitation_sudo.workspace_id.name,
        "sentence": shown["message"],
        "step": _step(invitation_sudo, shown),
        "shown": shown,
        "role": invitation_sudo._role_label(),
        "address": invitation_sudo.email,
        "name": name,
        "refusal": refusal,
        "wrong": refusal.fields if refusal else {},
        "min_password": MIN_PASSWORD,
        "password_help": request.env._("A password has at least %s characters.", MIN_PASSWORD),
        "sign_in_url": "/web/login?" + urlencode({"redirect": PAGE + token}),
        "sign_out_url": "/web/session/logout?" + urlencode({"redirect": PAGE + token}),
    })


def _step(invitation_sudo, shown):
    """What the page offers: ``over``, ``join``, ``other_account``, ``sign_in``, ``closed`` or ``sign_up``."""
    if shown["state"] != "pending":
        return "over"
    if shown["signed_in"]:
        return "join" if shown["fits"] else "other_account"
    account_sudo = invitation_sudo._account()
    if account_sudo:
        return "sign_in" if account_sudo.active else "closed"
    return "sign_up"


def _page(values, status=200):
    nonce = secrets.token_urlsafe(16)
    response = request.render("woow_paas_platform.invitation_page", {
        **values, "nonce": nonce, "html_lang": (request.env.lang or "en_US").replace("_", "-"),
    }, status=status)
    response.headers.update(invitation_headers(nonce))
    return response
