"""The caller and what the platform can do."""

from odoo.http import Controller, request

from ..api.answer import Answer
from ..api.endpoint import endpoint
from ..api.paging import listing
from ..api.routes import TOKEN_MODEL, TOKENS
from .lookup import found
from .preferences import follow_preferences

ORDERS = {"name": "name", "created_date": "create_date", "expires_date": "expires_date"}


class CallerController(Controller):
    @endpoint("GET", "/api/me")
    def get_me(self):
        return request.env.user._to_api()[0]

    @endpoint("PATCH", "/api/me")
    def update_me(self, body):
        request.env.user._update_preferences(**body.model_dump(exclude_unset=True))
        follow_preferences()
        return request.env.user._to_api()[0]

    @endpoint("GET", TOKENS)
    def list_tokens(self, query):
        model = request.env[TOKEN_MODEL]
        return listing(model, model._own(), query, ORDERS)

    @endpoint("POST", TOKENS)
    def create_token(self, body):
        token, text = request.env[TOKEN_MODEL]._create_own(body.name, body.scopes, body.expires_in_days)
        return Answer({**token._to_api(detail=True)[0], "token": text}, record=token)

    @endpoint("DELETE", f"{TOKENS}/<int:token_id>")
    def revoke_token(self, token_id):
        found(TOKEN_MODEL, token_id, *request.env[TOKEN_MODEL]._own()).revoke()

    @endpoint("GET", "/api/search")
    def search(self, query):
        results = request.env["woow_paas_platform.search"]._to_api(query.q, query.limit)
        return Answer(results, count=len(results))

    @endpoint("GET", "/api/config")
    def get_config(self):
        return request.env["woow_paas_platform.platform"]._to_api()

    @endpoint("GET", "/api/dashboard")
    def get_dashboard(self):
        return request.env["woow_paas_platform.dashboard"]._to_api()
