"""Says why something takes long while it goes on: told after 15 s without movement, and again when it changes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.errors import KubeError
from paas_operator.releases.stall import Reason
from paas_operator.releases.store import Superseded

_log = logging.getLogger(__name__)

STALL_AFTER = 15.0
TICK = 1.0

Tell = Callable[[Reason | None], Awaitable[None]]
Why = Callable[[], Awaitable[Reason | None]]
Fingerprint = Callable[[], Any]


class Stillness:
    """Knows for how long a fingerprint was the same, and what was told of it last."""

    def __init__(self, why: Why, tell: Tell) -> None:
        self._why = why
        self._tell = tell
        self._fingerprint: Any = None
        self._moved_at = asyncio.get_running_loop().time()
        self._told: Reason | None = None

    async def look(self, fingerprint: Any) -> None:
        """Take a look's fingerprint; tells a reason that is another one than the last."""
        clock = asyncio.get_running_loop().time
        now = clock()
        if fingerprint != self._fingerprint:
            self._fingerprint, self._moved_at = fingerprint, now
        if now - self._moved_at < STALL_AFTER:
            return
        reason = await self._why()
        if reason != self._told:
            code, still_for = (reason or {}).get("code"), round(clock() - self._moved_at, 1)
            _log.info("nothing moves", extra={"code": code, "still_for": still_for})
            await self._tell(reason)
            self._told = reason


@asynccontextmanager
async def explained(why: Why, tell: Tell, fingerprint: Fingerprint = lambda: 0) -> AsyncIterator[None]:
    """While the block lasts, tell why it does not end."""
    watch = asyncio.create_task(_watch(Stillness(why, tell), fingerprint))
    try:
        yield
    finally:
        watch.cancel()
        [ended] = await asyncio.gather(watch, return_exceptions=True)
        if isinstance(ended, Exception) and not isinstance(ended, Superseded):
            _log.error("the reason for a wait could not be told", exc_info=ended)


async def _watch(stillness: Stillness, fingerprint: Fingerprint) -> None:
    while True:
        try:
            await stillness.look(fingerprint())
        except (ClusterUnavailable, KubeError) as exc:
            _log.info("a reason could not be told yet", extra={"error": str(exc)})
        await asyncio.sleep(TICK)
