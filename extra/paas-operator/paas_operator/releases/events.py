"""Tells Odoo what changed, signed; for speed only. What can't be delivered soon is dropped: the list is the truth."""

import asyncio
import hashlib
import hmac
import json
import logging
import uuid
from typing import Any

import httpx

from paas_operator import clock, telemetry, tls
from paas_operator.bounded import PLAIN, beginning

_log = logging.getLogger(__name__)

GATHER = 0.05
BATCH = 50
TRIES = 3
QUEUE_LIMIT = 5000
ANSWER_READ = 4096  # whole answers let the connection be used again
GREET_EVERY = 15
GREET_AGAIN = 2
_PASSING = (httpx.codes.REQUEST_TIMEOUT, httpx.codes.TOO_MANY_REQUESTS)

Json = dict[str, Any]


class EventSender:
    """Sends the newest status of each release that changed; a burst of one release is one event."""

    def __init__(self, url: str, key: bytes, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._key = key
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(5, connect=2), verify=tls.outside(), trust_env=False, transport=transport
        )
        self._pending: dict[tuple[str, str], Json] = {}
        self._some = asyncio.Event()

    async def close(self) -> None:
        await self._http.aclose()

    def offer(self, status: Json) -> None:
        """Queue a status, in place of an older one of the same release."""
        key = status["namespace"], status["name"]
        if key in self._pending or len(self._pending) < QUEUE_LIMIT:
            self._pending[key] = status
            self._some.set()
        else:
            telemetry.EVENTS.labels("dropped").inc()

    async def run(self) -> None:
        """Send until cancelled."""
        while True:
            await self._some.wait()
            await asyncio.sleep(GATHER)
            keys = list(self._pending)[:BATCH]
            batch = [self._pending.pop(key) for key in keys]
            if not self._pending:
                self._some.clear()
            await self._deliver(batch)

    async def greet(self) -> None:
        """Say that we are here until it is heard: wishes that wait for us then go on."""
        while (await self._post([]))[0]:
            await asyncio.sleep(GREET_AGAIN)

    async def stay_in_touch(self) -> None:
        """Greet every 15 s, until cancelled."""
        while True:
            await self.greet()
            await asyncio.sleep(GREET_EVERY)

    async def _deliver(self, batch: list[Json]) -> None:
        for attempt in range(TRIES):
            problem, final = await self._post(batch)
            if not problem:
                telemetry.EVENTS.labels("delivered").inc(len(batch))
                return
            if final:
                break
            await asyncio.sleep(0.5 * 2**attempt)
        telemetry.EVENTS.labels("dropped").inc(len(batch))
        _log.warning("events dropped", extra={"count": len(batch), "problem": problem})

    async def _post(self, batch: list[Json]) -> tuple[str, bool]:
        """What went wrong (nothing: empty), and whether it would go wrong again."""
        events = [{**status, "release": status["name"]} for status in batch]
        body = json.dumps({"events": events}, separators=(",", ":")).encode()
        try:
            async with self._http.stream("POST", self._url, content=body, headers=self._headers(body)) as response:
                await beginning(response, ANSWER_READ)
        except httpx.HTTPError as exc:
            return type(exc).__name__, False
        final = response.is_client_error and response.status_code not in _PASSING
        return ("" if response.is_success else str(response.status_code)), final

    def _headers(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(clock.timestamp()))
        signature = hmac.new(self._key, timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        return {
            **PLAIN,
            "Content-Type": "application/json",
            "X-Woow-Timestamp": timestamp,
            "X-Woow-Delivery": str(uuid.uuid4()),
            "X-Woow-Signature": f"sha256={signature}",
        }
