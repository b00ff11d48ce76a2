"""The gate before every route: the key, then the size and depth of the body. Closed unless a path is named free."""

import hmac
import re

from paas_operator.api.front import PATHS, App, Message, Receive, Scope, Send
from paas_operator.api.problems import MEDIA_TYPE, encoded
from paas_operator.errors import Invalid, OperatorError, Unauthenticated, ValuesTooLarge
from paas_operator.saying import say

FREE = frozenset(PATHS)
METRICS = "/metrics"
BODY_LIMIT = 640 << 10
DEPTH = 40

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


class Gate:
    """ASGI middleware; two keys may be valid at a time, and comparing takes the same time for any of them.

    A key for the metrics, given as a bearer token as Prometheus does, opens these and nothing else.
    """

    def __init__(self, app: App, keys: tuple[bytes, ...], metrics_key: bytes | None = None) -> None:
        self._app = app
        self._keys = keys
        self._metrics = None if metrics_key is None else b"Bearer " + metrics_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        try:
            if scope["path"] not in FREE and not (scope["path"] == METRICS and self._opens_metrics(scope)):
                self._authenticate(scope)
            body = await _body(receive)
        except OperatorError as exc:
            return await _refuse(exc, send)
        return await self._app(scope, _replay(body, receive), send)

    def _opens_metrics(self, scope: Scope) -> bool:
        return self._metrics is not None and hmac.compare_digest(_only(scope, b"authorization"), self._metrics)

    def _authenticate(self, scope: Scope) -> None:
        key = _only(scope, b"x-api-key")
        matches = [hmac.compare_digest(key, known) for known in self._keys]
        if not any(matches):
            raise Unauthenticated(say("request_no_key"))


def _only(scope: Scope, header: bytes) -> bytes:
    """The header's value if it was sent exactly once, else nothing."""
    given = [value for name, value in scope["headers"] if name == header]
    return given[0] if len(given) == 1 else b""


async def _body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_LIMIT:
            raise ValuesTooLarge(say("request_large", kib=BODY_LIMIT >> 10))
        if not message.get("more_body"):
            break
    _check_depth(bytes(body))
    return bytes(body)


def _check_depth(body: bytes) -> None:
    depth = 0
    for token in _TOKEN.finditer(body):
        first = token.group()[:1]
        depth += (first in b"[{") - (first in b"]}")
        if depth > DEPTH:
            raise Invalid(say("request_deep", levels=DEPTH))


def _replay(body: bytes, receive: Receive) -> Receive:
    """The body once more for the route; after it, whatever the connection brings."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


async def _refuse(exc: OperatorError, send: Send) -> None:
    body = encoded(exc)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": exc.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
