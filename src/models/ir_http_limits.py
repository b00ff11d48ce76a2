"""Which requests are counted, and against which limit."""

import hashlib
import json
import re

from odoo import models
from odoo.exceptions import AccessDenied
from odoo.http import SessionExpiredException, request
from werkzeug.exceptions import HTTPException, TooManyRequests, Unauthorized

from ..api.client_address import client_network
from ..api.errors import RateLimited
from .rate_limit import API_LIMIT, DOOR_LIMIT

LINKS = ("/api/invitations/", "/woow/invitation/")  # whoever holds a link is let in: nobody may try links
SIGN_IN = re.compile(r"/web/(login(/totp)?|signup|reset_password|session/authenticate)")
RPC = re.compile(r"/xmlrpc/(2/)?<service>|/jsonrpc")


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        """Count before anybody is let in at the door, and for the API once it is known who calls."""
        if _is_door(endpoint.routing):
            _hit_at_the_door()
        is_counted = "paas_route" in endpoint.routing and endpoint.routing["auth"] != "paas_operator"
        try:
            super()._authenticate(endpoint)
        except (SessionExpiredException, AccessDenied, Unauthorized):
            if is_counted:
                _hit(API_LIMIT, f"address:{client_network()}")
            raise
        if is_counted:
            request.paas_count = _hit(API_LIMIT, _caller())


def _is_door(routing):
    routes = routing["routes"]
    if any(route.startswith(LINKS) for route in routes):
        return True
    if request.httprequest.method != "POST":
        return False
    if any(RPC.fullmatch(route) for route in routes):
        return _is_rpc_sign_in()
    return any(SIGN_IN.fullmatch(route) for route in routes)


def _is_rpc_sign_in():
    """Whether a remote procedure call is to the service that checks passwords."""
    if not request.httprequest.path.startswith("/jsonrpc"):
        return request.httprequest.path.endswith("/common")
    try:
        return json.loads(request.httprequest.get_data())["params"]["service"] == "common"
    except (ValueError, KeyError, TypeError):
        return False  # refused by Odoo, too


def _caller():
    """Who is counted, once authenticated: a token, a user, or somebody at an address."""
    kind, _space, token = request.httprequest.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return f"token:{hashlib.sha256(token.strip().encode()).hexdigest()}"
    return f"user:{request.session.uid}" if request.session.uid else f"address:{client_network()}"


def _hit_at_the_door():
    try:
        _hit(DOOR_LIMIT, client_network())
    except RateLimited as refusal:
        if request.dispatcher.routing_type != "http":
            raise
        raise _page(refusal) from refusal


def _hit(limit, who):
    return request.env["woow_paas_platform.rate_limit"]._hit(limit, who)


def _page(refusal):
    """The refusal as a page, for those who meet it in a form."""
    request.registry["ir.http"]._auth_method_public()
    page = request.render("woow_paas_platform.too_many_requests", {"sentence": str(refusal)}, lazy=False)
    response = request.make_response(page, [*refusal.headers.items()], status=TooManyRequests.code)
    return HTTPException(response=response)
