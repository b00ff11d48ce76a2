"""Around every request: its id, the line in the log, the count and the time."""

import logging
import time

from paas_operator import telemetry
from paas_operator.api.front import App, Message, Receive, Scope, Send
from paas_operator.log import accepted_request_id, request_id

HEADER = b"x-request-id"
_PATH_SHOWN = 200
_METHODS = frozenset({"GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"})
_log = logging.getLogger(__name__)


class Trace:
    """ASGI middleware, the outermost; reads that went well are logged at `debug` only."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        request = accepted_request_id(given.decode("latin-1"))
        request_id.set(request)
        began, status = time.perf_counter(), 500

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (HEADER, request.encode())]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            _tell(scope, status, time.perf_counter() - began)
        return None


def _tell(scope: Scope, status: int, seconds: float) -> None:
    method = scope["method"] if scope["method"] in _METHODS else "OTHER"
    telemetry.request_answered(method, status, seconds)
    level = logging.DEBUG if status < 400 and method == "GET" else logging.INFO
    if _log.isEnabledFor(level):
        details = {
            "method": method,
            "path": scope["path"][:_PATH_SHOWN],
            "status": status,
            "ms": round(seconds * 1e3, 1),
        }
        _log.log(level, "answered", extra=details)
