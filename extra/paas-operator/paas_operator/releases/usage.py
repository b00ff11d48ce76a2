"""What pods use, from the cluster's metrics API (`metrics.k8s.io/v1beta1`), with the last hour kept in memory."""

import asyncio
import logging
import time
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from paas_operator import names
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.errors import KubeError, KubeForbidden, KubeNotFound
from paas_operator.kube.quantity import parse_quantity
from paas_operator.saying import NOTHING, Saying, say

_log = logging.getLogger(__name__)

EVERY = 15.0
EVERY_WITHOUT = 60.0
KEPT_SECONDS = 3600
SAMPLES = int(KEPT_SECONDS / EVERY)
SERIES = 5000

_NOT_YET = say("figures_not_yet")
_NONE = say("figures_none")
_AWAY = say("figures_away")
_FORBIDDEN = say("figures_forbidden")

Json = dict[str, Any]
Key = tuple[str, str]
Use = tuple[float, float]


class Series:
    """Up to an hour of (time, cpu, memory), 24 bytes a sample."""

    _WIDTH = 3

    def __init__(self) -> None:
        self._numbers = array("d")

    def __iter__(self) -> Iterator[tuple[float, float, float]]:
        numbers = iter(self._numbers)
        return zip(numbers, numbers, numbers, strict=True)

    @property
    def last(self) -> float:
        return self._numbers[-self._WIDTH]

    def add(self, at: float, use: Use) -> None:
        self._numbers.extend((at, *use))
        del self._numbers[: -SAMPLES * self._WIDTH]


class Usage:
    """Samples all services at once; answers from memory."""

    def __init__(self, client: KubeClient, cache: ClusterCache) -> None:
        self._client = client
        self._cache = cache
        self._problem = _NOT_YET
        self._pods: dict[Key, dict[str, Use]] = {}
        self._series: dict[Key, Series] = {}

    @property
    def available(self) -> bool:
        return self._problem == NOTHING

    async def run(self) -> None:
        """Sample until cancelled."""
        while True:
            await self.sample()
            await asyncio.sleep(EVERY_WITHOUT if self._problem in (_NONE, _FORBIDDEN) else EVERY)

    async def sample(self) -> None:
        """Read the figures of this moment; where that fails, say why to those who ask."""
        path = resource("metrics.k8s.io/v1beta1", "pods")
        try:
            items = await self._client.items(path, labelSelector=names.SERVICE)
        except (KubeError, ClusterUnavailable) as exc:
            problem = _sentence(exc)
            if problem != self._problem:
                _log.warning("no metrics", extra={"error": str(exc)})
            self._problem, self._pods = problem, {}
            return
        self._problem = NOTHING
        self._take(items, time.time())

    def of(self, namespace: str, release: str) -> Json:
        """A Metrics document of the API."""
        pods = sorted(self._cache.pods.of_service(namespace, release), key=lambda pod: pod["name"])
        series = self._series.get((namespace, release), ())
        return {
            "available": self.available,
            **self._problem.to_json(),
            "items": [item for pod in pods for item in self._containers(pod)],
            "history": [{"at": _moment(at), "cpu": round(cpu, 6), "memory": int(memory)} for at, cpu, memory in series],
        }

    def _containers(self, pod: Json) -> list[Json]:
        used = self._pods.get((pod["namespace"], pod["name"]), {})
        return [
            {
                "pod": pod["name"],
                "container": container["name"],
                "cpu": round(used[container["name"]][0], 6),
                "memory": int(used[container["name"]][1]),
                "cpu_limit": container["limits"][0],
                "memory_limit": container["limits"][1],
                "restarts": container["restarts"],
            }
            for container in pod["containers"]
            if container["name"] in used
        ]

    def _take(self, items: list[Json], now: float) -> None:
        self._pods, sums = {}, {}
        for item in items:
            meta = item["metadata"]
            key = meta["namespace"], meta["name"]
            pod = self._cache.pods.get(*key)
            if pod is None:
                continue
            used = {c["name"]: _use(c["usage"]) for c in item["containers"] or ()}
            service = meta["namespace"], pod["service"]
            before = sums.get(service, (0.0, 0.0))
            self._pods[key] = used
            sums[service] = tuple(map(sum, zip(before, *used.values(), strict=True)))
        for service, use in sums.items():
            self._series.setdefault(service, Series()).add(now, use)
        self._forget(now)

    def _forget(self, now: float) -> None:
        """Services that are gone for an hour, and the longest silent ones where there are too many."""
        for key in [key for key, series in self._series.items() if now - series.last > KEPT_SECONDS]:
            del self._series[key]
        silent = sorted(self._series, key=lambda key: self._series[key].last)
        for key in silent[: max(0, len(silent) - SERIES)]:
            del self._series[key]


def _use(usage: Json) -> Use:
    return parse_quantity(usage.get("cpu", "0")), parse_quantity(usage.get("memory", "0"))


def _sentence(exc: KubeError | ClusterUnavailable) -> Saying:
    if isinstance(exc, KubeNotFound):
        return _NONE
    return _FORBIDDEN if isinstance(exc, KubeForbidden) else _AWAY


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
