"""Who is asking and which route is meant, for everything under ``/api``."""

from odoo import models
from odoo.exceptions import AccessDenied
from odoo.http import SessionExpiredException, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable, Unauthorized

from ..api import operator_signature
from ..api.dispatcher import PaasDispatcher
from ..api.errors import TooLarge

API = "/api"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """Under ``/api`` what matches no route is answered as JSON; a JSON-RPC action picks its route."""
        if path_info != API and not path_info.startswith(f"{API}/"):
            return super()._match(path_info)
        request.is_frontend = request.is_frontend_multilang = False  # no redirect to a language's address
        request.dispatcher = PaasDispatcher(request)
        adapter = request.env["ir.http"].routing_map().bind_to_environ(request.httprequest.environ)
        return request.dispatcher.match(adapter, path_info)

    @classmethod
    def _authenticate(cls, endpoint):
        """A fault while authenticating, which Odoo turns into AccessDenied, is no refusal: clients would sign out."""
        try:
            return super()._authenticate(endpoint)
        except AccessDenied as denied:
            if "paas_route" in endpoint.routing and denied.__context__:
                raise ServiceUnavailable() from denied
            raise

    @classmethod
    def _auth_method_paas(cls):
        """The session cookie's user, or the bearer token's; raises what becomes a 401."""
        kind, _space, token = request.httprequest.headers.get("Authorization", "").partition(" ")
        if kind.lower() == "bearer":
            cls._paas_authenticate_bearer(token.strip())
        else:
            cls._auth_method_user()

    @classmethod
    def _paas_authenticate_bearer(cls, token):
        """Act as the user that ``token`` stands for; no token is issued yet, so each one is a dead one."""
        challenge = WWWAuthenticate("bearer", {"realm": "woow-paas", "error": "invalid_token"})
        raise Unauthorized(www_authenticate=challenge)

    @classmethod
    def _auth_method_paas_link(cls):
        """Whoever holds a link: the session's user if there is one, else the public user."""
        cls._auth_method_public()

    @classmethod
    def _auth_method_paas_operator(cls):
        """The operator, known by its signature over time and body; it acts as the public user."""
        call = request.dispatcher.call
        if isinstance(call.refusal, TooLarge):
            raise RequestEntityTooLarge()
        key = request.env["woow_paas_platform.secret"]._get("operator_events_key")
        if not operator_signature.is_valid(key, request.httprequest.headers, call.raw):
            raise SessionExpiredException("The operator's signature is missing, wrong or too old.")
        cls._auth_method_public()
