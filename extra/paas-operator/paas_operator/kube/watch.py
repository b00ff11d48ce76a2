"""List and watch: keeps a store equal to one kind of object in the cluster.

Follows the API server's protocol (Kubernetes API concepts, "Efficient detection of changes"): list, watch from
the list's resource version, take bookmarks, list again after 410, reconnect with a growing and jittered delay.
"""

import asyncio
import logging
import math
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from paas_operator import telemetry
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.client import JSON, KubeClient
from paas_operator.kube.errors import KubeError, KubeGone, kube_error

_log = logging.getLogger(__name__)

PAGE = 500
LONGEST_DELAY = 10.0
WATCH_SECONDS = 60
SETTLED = 10.0  # what went well for so long has no failures behind it
SHORTEST = 1.0  # what ends sooner, and says nothing, would be asked for again without end

Json = dict[str, Any]


class Sink(Protocol):
    """What a watch feeds."""

    def replace(self, objects: list[Json]) -> None: ...

    def put(self, obj: Json) -> None: ...

    def remove(self, obj: Json) -> None: ...


@dataclass
class Watch:
    """One list+watch; `prune` makes the small object that is kept, or None to leave it out."""

    client: KubeClient
    path: str
    sink: Sink
    prune: Callable[[Json], Json | None]
    accept: str = JSON
    accept_list: str = JSON
    selectors: dict[str, str] = field(default_factory=dict)
    synced: asyncio.Event = field(default_factory=asyncio.Event)
    connected: bool = False
    heard_at: float = 0.0

    @property
    def resource(self) -> str:
        """What is watched, in the plural."""
        return self.path.rpartition("/")[2]

    def age(self) -> float:
        """Seconds since the API server last said anything; a bookmark comes at least with the end of each watch."""
        return time.monotonic() - self.heard_at if self.heard_at else math.inf

    async def run(self) -> None:
        """Keep the store in step until cancelled."""
        failures = 0
        while True:
            began = time.monotonic()
            try:
                version = await self._list()
                while True:
                    version = await self._follow(version)
            except KubeGone:
                pause = failures > 0
            except (ClusterUnavailable, KubeError) as exc:
                self.connected, pause = False, True
                telemetry.WATCH_INTERRUPTIONS.labels(self.resource).inc()
                _log.warning("watch interrupted", extra={"path": self.path, "error": str(exc)})
            except Exception:
                # A fault of ours: without this watch the operator would go on blind and call itself ready.
                self.connected, pause = False, True
                _log.exception("watch broke", extra={"path": self.path})
            failures = failures + 1 if time.monotonic() - began < SETTLED else 1
            await asyncio.sleep(delay(failures) if pause else 0)

    async def _list(self) -> str:
        objects: list[Json] = []
        token = ""
        while True:
            page = await self.client.get(
                self.path,
                accept=self.accept_list,
                limit=PAGE,
                **self.selectors,
                **({"continue": token} if token else {}),
            )
            objects += filter(None, map(self._pruned, page["items"] or ()))
            token = page["metadata"].get("continue", "")
            if not token:
                self.sink.replace(objects)
                self.connected = True
                self.heard_at = time.monotonic()
                self.synced.set()
                return page["metadata"]["resourceVersion"]

    async def _follow(self, version: str) -> str:
        params = {
            **self.selectors,
            "resourceVersion": version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(WATCH_SECONDS),
        }
        async with self.client.watch(self.path, self.accept, **params) as events:
            began = self.heard_at = time.monotonic()
            heard = False
            async for event in events:
                heard, self.heard_at = True, time.monotonic()
                version = self._take(event["type"], event["object"]) or version
        if not heard and time.monotonic() - began < SHORTEST:
            raise ClusterUnavailable(f"The watch of {self.path} ended at once.")
        return version

    def _pruned(self, obj: Json) -> Json | None:
        """One object that is of no known form hides itself, and no other."""
        try:
            return self.prune(obj)
        except (LookupError, TypeError, ValueError, AttributeError):
            _log.exception(
                "an object can't be read", extra={"path": self.path, "about": (obj.get("metadata") or {}).get("name")}
            )
            return None

    def _take(self, kind: str, obj: Json) -> str | None:
        if kind == "ERROR":
            raise kube_error(obj.get("code", 500), obj, f"watch {self.path}")
        if kind != "BOOKMARK":
            pruned = self._pruned(obj)
            if pruned is not None:
                (self.sink.remove if kind == "DELETED" else self.sink.put)(pruned)
        return obj["metadata"].get("resourceVersion")


def delay(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, with jitter, never over the longest."""
    return min(LONGEST_DELAY, 0.25 * 2 ** min(failures, 10)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
