"""Work that goes on for as long as the operator does."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from paas_operator.kube.watch import delay

_log = logging.getLogger(__name__)


async def steadily(work: Callable[[], Awaitable[None]]) -> None:
    """Do the work to its end; a fault of ours is logged, and the work begun anew: nobody else would miss it."""
    failures = 0
    while True:
        try:
            return await work()
        except Exception:
            failures += 1
            _log.exception("work in the background broke", extra={"work": work.__qualname__})
            await asyncio.sleep(delay(failures))
