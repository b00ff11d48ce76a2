"""The first that listens: tells of health, and has the application loaded when somebody needs it.

Loading the web framework takes longer than everything that is needed to be ready.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from paas_operator.boot import Boot

PATHS = ("/healthz", "/readyz")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def health(path: str, boot: Boot) -> tuple[int, dict[str, str]]:
    """Status and body of an answer: the process answers, and at `/readyz` whether the caches are in step."""
    reason = boot.waits_for() if path == "/readyz" else None
    return (503, {"status": reason}) if reason else (200, {"status": "ok"})


class Front:
    """ASGI; `load` begins to load the application, once. Who comes before it is there waits for it."""

    def __init__(self, boot: Boot, load: Callable[[], asyncio.Task[App]]) -> None:
        self._boot = boot
        self._load = load
        self._loading: asyncio.Task[App] | None = None
        self._app: App | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] in PATHS:
                return await self._tell(scope["path"], send)
            self._app = await asyncio.shield(self._begun())
        return await self._app(scope, receive, send)

    def _begun(self) -> asyncio.Task[App]:
        if self._loading is None:
            self._loading = self._load()
        return self._loading

    async def _tell(self, path: str, send: Send) -> None:
        status, said = health(path, self._boot)
        if path == "/readyz" and status == 200:
            self._begun()
        body = json.dumps(said).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
