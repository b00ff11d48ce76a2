"""What `/metrics` tells beside the counters: read from memory at the moment of the call."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from paas_operator import clock
from paas_operator.kube.watch import Watch
from paas_operator.releases.leases import Leases

Json = dict[str, Any]

_PHASES = ("queued", "working", "ready", "stopped", "failed", "deleting", "deleted")


class Figures(Collector):
    """Releases by phase, the queue, how fresh the caches are, and what this replica holds."""

    def __init__(
        self, statuses: Callable[[], Iterable[Json]], watches: list[Watch], leases: Leases, facts: Json
    ) -> None:
        self._statuses = statuses
        self._watches = watches
        self._leases = leases
        self._facts = facts

    def collect(self) -> Iterator[Metric]:
        statuses = list(self._statuses())
        counts = Counter(status["phase"] for status in statuses)
        yield _family("releases", "Releases by phase", "phase", {phase: counts[phase] for phase in _PHASES})
        waiting = [s for s in statuses if s["observed_generation"] < s["generation"]]
        yield GaugeMetricFamily("paas_operator_queue_length", "Generations that have not come to an end", len(waiting))
        oldest = max((clock.seconds_since(s["stage_times"]["queued"]) for s in waiting), default=0.0)
        yield GaugeMetricFamily("paas_operator_queue_oldest_seconds", "How long the oldest of them waits", oldest)
        yield from self._caches()
        yield GaugeMetricFamily("paas_operator_leases_held", "Leases that this replica holds", len(self._leases.held))
        info = GaugeMetricFamily("paas_operator_info", "Versions", labels=("version", "kubernetes", "helm"))
        info.add_metric([str(self._facts[f"{part}version"]) for part in ("", "kubernetes_", "helm_")], 1)
        yield info

    def _caches(self) -> Iterator[Metric]:
        ages = {watch.resource: watch.age() for watch in self._watches}
        yield _family("cache_age_seconds", "Since the API server last said anything", "resource", ages)
        connected = {watch.resource: int(watch.connected) for watch in self._watches}
        yield _family("cache_connected", "Whether the watch is connected", "resource", connected)


def _family(name: str, text: str, label: str, values: dict[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"paas_operator_{name}", text, labels=(label,))
    for key, value in values.items():
        family.add_metric([key], value)
    return family
