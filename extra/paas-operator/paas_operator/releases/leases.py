"""Leases by client-go's rules (leader election: 15 s duration, 10 s renew deadline, 2 s retry).

Whether another holder is alive is judged by this process' own monotonic clock since its record was last seen to
change, never by the times in the record, so clocks that disagree do no harm. A lease that is let go is deleted.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from paas_operator import clock, names
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.errors import KubeConflict, KubeError, KubeNotFound

_log = logging.getLogger(__name__)

DURATION = 15.0
RENEW_DEADLINE = 10.0
RETRY = 2.0
PAUSES = (0.0, 0.1, RETRY)
_GROUP = "coordination.k8s.io/v1"

Json = dict[str, Any]
T = TypeVar("T")


class LeaseLost(Exception):
    """The lease could not be renewed in time: somebody else may hold it now."""


class Leases:
    """Leases in the operator's own namespace, held under one identity per process."""

    def __init__(
        self,
        client: KubeClient,
        namespace: str,
        identity: str,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._namespace = namespace
        self.identity = identity
        self._monotonic = monotonic
        self._sleep = sleep
        self._local: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()  # for as long as somebody uses it
        self._seen: dict[str, tuple[str, float]] = {}
        self.held: set[str] = set()

    async def hold(self, name: str, work: Callable[[], Awaitable[T]]) -> T:
        """Wait for the lease, do the work under it, let go; raises LeaseLost when it was lost and the work ended."""
        async with self._local.setdefault(name, asyncio.Lock()):
            lease = await self._acquire(name)
            self.held.add(name)
            task = asyncio.ensure_future(work())
            renewal = asyncio.create_task(self._keep(name, lease))
            try:
                await asyncio.wait({task, renewal}, return_when=asyncio.FIRST_COMPLETED)
                if not task.done():
                    raise LeaseLost(name)
                return task.result()
            finally:
                await _to_its_end(self._let_go(name, task, renewal))

    async def sweep(self) -> None:
        """Remove, until cancelled, leases whose holder died when its work was done: nobody else asks for them.

        It looks at all of them from the start on, so that several leases of one dead holder cost one wait.
        """
        while True:
            with suppress(ClusterUnavailable, KubeError):
                await self._sweep()
            await self._sleep(DURATION)

    async def _sweep(self) -> None:
        """One look: removes what did not change for longer than a living holder may leave it."""
        found = await self._client.items(self._path(), labelSelector=f"{names.MANAGED_BY}={names.MANAGER}")
        there = {lease["metadata"]["name"] for lease in found}
        self._seen = {name: seen for name, seen in self._seen.items() if name in there}
        for lease in found:
            if self._monotonic() - self._unchanged_since(lease) >= DURATION:
                await self._remove_dead(lease["metadata"])

    async def _remove_dead(self, metadata: Json) -> None:
        precondition = {"resourceVersion": metadata["resourceVersion"]}
        with suppress(KubeConflict, KubeNotFound):
            await self._client.delete(self._path(metadata["name"]), {"preconditions": precondition})
            _log.info("a dead holder's lease was removed", extra={"lease": metadata["name"]})

    def _unchanged_since(self, lease: Json) -> float:
        """Since when, by our clock, the lease is known to be as it is."""
        name, version = lease["metadata"]["name"], lease["metadata"]["resourceVersion"]
        before, since = self._seen.get(name, ("", 0.0))
        if version != before:
            since = self._monotonic()
            self._seen[name] = version, since
        return since

    async def _let_go(self, name: str, task: "asyncio.Future[Any]", renewal: "asyncio.Future[Any]") -> None:
        await _stop(task)
        await _stop(renewal)
        self.held.discard(name)
        await self._release(name)

    async def _acquire(self, name: str) -> Json:
        while True:
            lease = await self._read(name)
            if lease is None:
                if created := await self._try(self._client.create(self._path(), self._lease(name))):
                    return created
                continue
            if self._is_free(lease, self._unchanged_since(lease)) and (
                taken := await self._try(self._write(name, lease))
            ):
                return taken
            await self._sleep(RETRY * random.uniform(1.0, 1.2))  # noqa: S311 - jitter

    def _is_free(self, lease: Json, seen_at: float) -> bool:
        holder, duration = lease["spec"].get("holderIdentity"), lease["spec"].get("leaseDurationSeconds", DURATION)
        return not holder or self._is_ours(lease) or self._monotonic() - seen_at >= duration

    def _is_ours(self, lease: Json) -> bool:
        return lease["spec"].get("holderIdentity") == self.identity

    async def _keep(self, name: str, lease: Json) -> None:
        """Renew until cancelled; returns when the deadline passed without a renewal, however long an answer takes."""
        renewed = self._monotonic()
        while (left := renewed + RENEW_DEADLINE - self._monotonic()) > 0:
            await self._sleep(min(RETRY, left))
            asked = self._monotonic()
            try:
                async with asyncio.timeout(renewed + RENEW_DEADLINE - asked):
                    written = await self._renewed(name, lease)
            except (ClusterUnavailable, KubeError, TimeoutError) as exc:
                _log.warning("lease not renewed", extra={"lease": name, "error": str(exc)})
                continue
            if written is None:
                return
            lease, renewed = written, asked

    async def _renewed(self, name: str, lease: Json) -> Json | None:
        """The lease as it is now, None when it is not ours any more; one whose last answer was lost still is."""
        try:
            return await self._write(name, lease)
        except KubeNotFound:
            return None
        except KubeConflict:
            held = await self._read(name)
            return await self._write(name, held) if held and self._is_ours(held) else None

    async def _release(self, name: str) -> None:
        """Delete the lease while it is ours, though a renewal that was cancelled on its way arrives in between.

        What the cluster does not take now is left to `sweep`.
        """
        for pause in PAUSES:
            await self._sleep(pause)
            with suppress(ClusterUnavailable, KubeError):
                return await self._delete(name)
        _log.warning("lease not let go", extra={"lease": name})
        return None

    async def _delete(self, name: str) -> None:
        lease = await self._read(name)
        if lease and self._is_ours(lease):
            precondition = {"resourceVersion": lease["metadata"]["resourceVersion"]}
            await self._client.delete(self._path(name), {"preconditions": precondition})

    async def _read(self, name: str) -> Json | None:
        try:
            return await self._client.get(self._path(name))
        except KubeNotFound:
            return None

    async def _write(self, name: str, lease: Json) -> Json:
        """Replace this very lease: without its uid the API server would make one that is gone anew."""
        body = self._lease(name)
        body["metadata"] |= {key: lease["metadata"][key] for key in ("resourceVersion", "uid")}
        return await self._client.replace(self._path(name), body)

    @staticmethod
    async def _try(write: Awaitable[Json]) -> Json | None:
        """A conflict means that somebody else was first."""
        try:
            return await write
        except (KubeConflict, KubeNotFound):
            return None

    def _path(self, *name: str) -> str:
        return resource(_GROUP, "leases", self._namespace, *name)

    def _lease(self, name: str) -> Json:
        now = clock.now_micro()
        return {
            "apiVersion": _GROUP,
            "kind": "Lease",
            "metadata": {
                "name": name,
                "namespace": self._namespace,
                "labels": {names.MANAGED_BY: names.MANAGER},
            },
            "spec": {
                "holderIdentity": self.identity,
                "leaseDurationSeconds": int(DURATION),
                "acquireTime": now,
                "renewTime": now,
            },
        }


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Finish the work though we are cancelled meanwhile; the cancellation is passed on after it."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


async def _stop(task: "asyncio.Future[Any]") -> None:
    """Cancel and wait; whoever needs the result has taken it already."""
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled():
        task.exception()
