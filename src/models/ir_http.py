"""Who is asking and which route is meant, for everything under ``/api``."""

from odoo import _, models
from odoo.exceptions import AccessDenied
from odoo.http import SessionExpiredException, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import NotFound, RequestEntityTooLarge, ServiceUnavailable, Unauthorized
from werkzeug.routing import RequestRedirect

from ..api import operator_signature
from ..api.dispatcher import PaasDispatcher
from ..api.errors import REALM, InsufficientScope, TooLarge

API = "/api"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _match(cls, path_info):
        """Under ``/api`` what matches no route is answered as JSON; a JSON-RPC action picks its route."""
        if not _is_api(path_info):
            return super()._match(path_info)
        request.is_frontend = request.is_frontend_multilang = False  # no redirect to a language's address
        request.dispatcher = PaasDispatcher(request)
        adapter = request.env["ir.http"].routing_map().bind_to_environ(request.httprequest.environ)
        try:
            return request.dispatcher.match(adapter, path_info)
        except RequestRedirect as spelling:
            raise NotFound() from spelling  # another spelling is another address

    @classmethod
    def _serve_fallback(cls):
        """No file of the database has an address under ``/api``."""
        return None if _is_api(request.httprequest.path) else super()._serve_fallback()

    @classmethod
    def _authenticate(cls, endpoint):
        """A fault while authenticating, which Odoo turns into AccessDenied, is no refusal: clients would sign out."""
        try:
            super()._authenticate(endpoint)
        except AccessDenied as denied:
            if "paas_route" in endpoint.routing and denied.__context__:
                raise ServiceUnavailable() from denied
            raise
        if token := getattr(request, "paas_token", None):
            _check_scope(token, endpoint.routing["paas_route"].scope)
            token._note_use()

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
        """Act as the user that ``token`` stands for (RFC 6750); whose session the cookie names does not matter."""
        token_sudo = request.env["woow_paas_platform.access_token"]._by_token(token)
        if not token_sudo:
            challenge = WWWAuthenticate("bearer", {"realm": REALM, "error": "invalid_token"})
            raise Unauthorized(www_authenticate=challenge)
        request.paas_token = token_sudo
        request.update_env(user=token_sudo.user_id.id)
        request.update_context(**request.env["res.users"].context_get())

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


def _is_api(path):
    return path == API or path.startswith(f"{API}/")


def _check_scope(token, scope):
    if not scope:
        raise InsufficientScope(_("This can't be done with an access token. Sign in instead."))
    if scope not in token._scopes():
        raise InsufficientScope(_("The access token lacks the scope “%s”.", scope), scope)
