"""The answer that is asked for most, before any route is looked for: a status that memory holds as JSON.

A route's machinery (matching, dependencies, models) costs three times what the whole answer takes here. What is held
was validated when it was put there, so a name that is not is simply not found, and goes the ordinary way.
"""

from paas_operator.api.front import App, Receive, Scope, Send

_STATUS = ([], ["status"])


class HeldReads:
    """ASGI middleware behind the gate: `GET /api/releases/{ns}/{name}` and `…/status` of what is known."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = _held(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if body is None:
            return await self._app(scope, receive, send)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return None


def _held(scope: Scope) -> bytes | None:
    _, *parts = scope["path"].split("/")
    if parts[:2] != ["api", "releases"] or len(parts) < 4 or parts[4:] not in _STATUS:
        return None
    runtime = scope["app"].state.boot.runtime
    return runtime.view.encoded(parts[2], parts[3]) if runtime else None
