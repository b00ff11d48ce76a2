"""The road of a request to ``/api``: REST and JSON-RPC 2.0 on the same path.

``ir.http._match`` reads the body (``Call``), picks the route and leaves both on the request; this dispatcher
validates, calls the handler, and writes every answer and every refusal.
"""

from odoo.http import Dispatcher, Response
from odoo.tools import json_default
from pydantic_core import to_json
from werkzeug.exceptions import MethodNotAllowed, NotFound

from . import idempotency
from .answer import Answer
from .call import Call
from .headers import API_HEADERS
from .refusals import refusal_of
from .validation import query_values, refuse_all, validated

MAX_ID = 2**31 - 1
SESSION_EXPIRED = "odoo.http.SessionExpiredException"


class PaasDispatcher(Dispatcher):
    routing_type = "paas_api"

    @classmethod
    def is_compatible_with(cls, request):
        return True

    def pre_dispatch(self, rule, args):
        """Whoever calls with a token leaves no session behind."""
        super().pre_dispatch(rule, args)
        if hasattr(self.request, "paas_token"):
            self.request.session.can_save = False

    @property
    def call(self):
        """The request's body and kind, read once, also when it is refused before it is dispatched."""
        if not hasattr(self.request, "paas_call"):
            self.request.paas_call = Call(self.request.httprequest)
        return self.request.paas_call

    def match(self, adapter, path):
        """The rule and path arguments of the REST route that the request means.

        Raises werkzeug's NotFound and MethodNotAllowed.
        """
        actions = self._actions(adapter, path) if self.call.envelope else {}
        if not actions:
            rule, args = adapter.match(path, return_rule=True)
            if self.call.verb == "OPTIONS" and "paas_route" in rule.endpoint.routing:
                raise MethodNotAllowed(valid_methods=adapter.allowed_methods(path))
            return rule, args
        if self.call.action not in actions:
            self.call.refuse_action(sorted(actions))
        return actions.get(self.call.action, next(iter(actions.values())))

    def _actions(self, adapter, path):
        """What ``path`` offers to JSON-RPC: rule and path arguments by action."""
        verbs = set(adapter.allowed_methods(path)) - {"OPTIONS", "HEAD"}
        matches = [adapter.match(path, method=verb, return_rule=True) for verb in sorted(verbs)]
        return {_action(rule): (rule, args) for rule, args in matches if _action(rule)}

    def dispatch(self, endpoint, args):
        """Validate, call the handler and write its answer."""
        route = endpoint.routing["paas_route"]
        if self.call.refusal:
            raise self.call.refusal
        _check_path(args)
        self.request.params = {**args, **self._inputs(route)}
        asked = {**query_values(self.request.httprequest.args), **self.call.params}
        answer = idempotency.once(self.request, route, args, asked, lambda: self._run(endpoint))
        if isinstance(answer, Response):
            answer.headers.update(self._limit_headers())
            return answer
        return self._respond(answer, answer.status or route.status)

    def _limit_headers(self):
        """How much the caller may call yet; nothing where calls are not counted."""
        count = getattr(self.request, "paas_count", None)
        return count.headers() if count else {}

    def _inputs(self, route):
        """What the handler gets besides the path's arguments: ``body``, ``query``, or both."""
        query = query_values(self.request.httprequest.args)
        if route.query and route.body:
            return self._both_inputs(route, query)
        if route.query:
            return {"query": validated(route.query, {**query, **self.call.params}, strict=False)}
        refuse_all(query)
        if route.body:
            return {"body": validated(route.body, self.call.params, strict=True)}
        refuse_all(self.call.params)
        return {}

    def _both_inputs(self, route, query):
        """Parameters of the query stand beside those of the body in an envelope."""
        named = route.query.model_fields if self.call.envelope else ()
        query = {**query, **{name: value for name, value in self.call.params.items() if name in named}}
        body = {name: value for name, value in self.call.params.items() if name not in named}
        return {
            "query": validated(route.query, query, strict=False),
            "body": validated(route.body, body, strict=True),
        }

    def _run(self, endpoint):
        result = self.request.registry["ir.http"]._dispatch(endpoint)
        return result if isinstance(result, Answer | Response) else Answer(result)

    def _respond(self, answer, status):
        if self.call.envelope:
            document = {"jsonrpc": "2.0", "id": self.call.rpc_id, "result": answer.body()}
            return self._json(document, 200, answer.headers())
        if status == 204:
            return self.request.make_response("", [*{**API_HEADERS, **self._limit_headers()}.items()], status=204)
        return self._json(answer.body(), status, answer.headers())

    def handle_error(self, exc):
        """A refusal in the form of the request: a status and a body, or an envelope with ``error``."""
        refusal = refusal_of(exc)
        if not self.call.envelope:
            return self._json(refusal.body(), refusal.status, refusal.headers)
        document = {"jsonrpc": "2.0", "id": self.call.rpc_id, "error": _rpc_error(refusal)}
        return self._json(document, 200, refusal.headers)

    def _json(self, document, status, headers):
        headers = {**API_HEADERS, **self._limit_headers(), **headers}
        headers["Content-Type"] = "application/json; charset=utf-8"
        return self.request.make_response(
            to_json(document, fallback=json_default), [*headers.items()], status=status)


def _action(rule):
    """The JSON-RPC action that means this rule; None for documents and for what other modules serve."""
    route = rule.endpoint.routing.get("paas_route")
    return route and not route.bare and route.action


def _check_path(args):
    for name, value in args.items():
        if isinstance(value, int) and not 0 < value <= MAX_ID:
            raise NotFound(name)


def _rpc_error(refusal):
    """The error object that Odoo's own ``rpc()`` understands, with our body in ``data``."""
    signed_out = refusal.status == 401
    return {
        "code": 100 if signed_out else refusal.status,
        "message": refusal.error,
        "data": {
            "name": SESSION_EXPIRED if signed_out else "odoo.exceptions.UserError",
            "message": refusal.error,
            "arguments": [refusal.error],
            "context": {},
            "debug": "",
            **refusal.body(),
        },
    }
