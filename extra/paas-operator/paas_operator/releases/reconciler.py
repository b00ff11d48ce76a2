"""Gives every release whose newest generation has not ended a worker, and only one."""

import asyncio
import logging
from dataclasses import replace

from paas_operator import names
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.errors import KubeError
from paas_operator.kube.watch import delay
from paas_operator.releases.leases import LeaseLost, Leases
from paas_operator.releases.store import Superseded
from paas_operator.releases.turns import Turns
from paas_operator.releases.worker import Tools, Worker
from paas_operator.saying import reason, say

_log = logging.getLogger(__name__)

AT_ONCE = 200

Key = tuple[str, str]


class Reconciler:
    """Woken for every intent that is seen; all it knows comes from the intents, so it may die at any moment."""

    def __init__(self, tools: Tools, leases: Leases) -> None:
        self._tools = tools
        self._leases = leases
        self._turns = Turns(AT_ONCE)
        self._supervisors: dict[Key, asyncio.Task[None]] = {}
        self._work: dict[Key, tuple[int, asyncio.Task[None]]] = {}

    def wake(self, namespace: str, release: str) -> None:
        """Look at a release: begin, go on, or end the work on a generation that is no longer the newest."""
        key = (namespace, release)
        status = self._tools.store.cached(namespace, release)
        if key in self._work and (status is None or status.generation > self._work[key][0]):
            self._work[key][1].cancel()
        if status and not status.ended and key not in self._supervisors:
            task = asyncio.create_task(self._supervise(key))
            self._supervisors[key] = task
            task.add_done_callback(lambda _: self._left(key))

    async def close(self) -> None:
        """End all work: Helm processes get SIGTERM, leases are let go."""
        tasks = list(self._supervisors.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _left(self, key: Key) -> None:
        """A generation that came while the last one ended is seen here."""
        task = self._supervisors.pop(key)
        if not task.cancelled():
            self.wake(*key)

    async def _supervise(self, key: Key) -> None:
        failures = 0
        while (status := self._tools.store.cached(*key)) and not status.ended:
            work = asyncio.create_task(self._attempt(key, status.generation, failures))
            self._work[key] = (status.generation, work)
            try:
                await asyncio.wait({work})
            finally:
                work.cancel()
                await asyncio.wait({work})
                del self._work[key]
            failures = 0 if work.cancelled() or work.result() else failures + 1

    async def _attempt(self, key: Key, generation: int, failures: int) -> bool:
        """One attempt; True when it came to an end, False when it should be tried again later.

        One that was overtaken, too: whoever is newer wakes us, and what the watch has not seen yet takes a moment.
        """
        if failures:
            await asyncio.sleep(delay(failures))
        try:
            async with self._turns.turn() as others_turn:
                worker = Worker(self._tools, *key, generation, others_turn)
                await self._leases.hold(names.lease_name(*key), worker.run)
        except (Superseded, LeaseLost):
            return False
        except (ClusterUnavailable, KubeError) as exc:
            # An API server that has just started refuses what it will allow a moment later.
            _log.warning("the cluster is away", extra={"release": key[1], "error": str(exc)})
            return False
        except Exception:
            _log.exception("a worker broke", extra={"release": key[1], "generation": generation})
            await self._give_up(key, generation)
            return False
        return True

    async def _give_up(self, key: Key, generation: int) -> None:
        """A fault of ours is shown, not repeated for ever."""
        broke = reason("internal", say("own_fault"))
        try:
            await self._tools.store.note(
                *key,
                generation,
                lambda s: replace(s, phase="failed", observed_generation=s.generation, reason=broke),
            )
        except Exception:
            _log.warning("the fault could not be noted", extra={"release": key[1]}, exc_info=True)
