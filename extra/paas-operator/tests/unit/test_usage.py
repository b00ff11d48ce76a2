"""Figures of the cluster: told as they are, bounded in memory, and with a sentence where there are none."""

import tracemalloc

import pytest

from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.errors import kube_error
from paas_operator.releases import usage as usage_module
from paas_operator.releases.usage import KEPT_SECONDS, SAMPLES, Usage
from tests.conftest import NAMESPACE, RELEASE
from tests.unit import builders


class Source:
    """A metrics API that answers what it is told."""

    def __init__(self) -> None:
        self.items_: list[dict] = []
        self.failure: Exception | None = None

    async def items(self, path: str, **params) -> list[dict]:
        assert path == "/apis/metrics.k8s.io/v1beta1/pods"
        if self.failure:
            raise self.failure
        return self.items_


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def cache():
    return ClusterCache(lambda *_: None)


@pytest.fixture
def usage(source, cache):
    return Usage(source, cache)


def pod(cache, source, name="shop-1", service=RELEASE, cpu="250m", memory="64Mi"):
    cache.pods.put(builders.pod(builders.container(restarts=2), name=name, service=service))
    usage = {"name": "web", "usage": {"cpu": cpu, "memory": memory}}
    source.items_.append({"metadata": {"namespace": NAMESPACE, "name": name}, "containers": [usage]})


async def test_a_pod_without_containers_spoils_no_figures(source, cache, usage):
    pod(cache, source)
    pod(cache, source, "shop-2")
    source.items_[1]["containers"] = None
    await usage.sample()
    assert [item["pod"] for item in usage.of(NAMESPACE, RELEASE)["items"]] == ["shop-1"]


async def test_what_a_release_uses(source, cache, usage):
    pod(cache, source)
    pod(cache, source, "shop-2", cpu="125000000n", memory="1024Ki")
    pod(cache, source, "other-1", f"{NAMESPACE}-other", cpu="4")
    source.items_.append({"metadata": {"namespace": NAMESPACE, "name": "unknown"}, "containers": []})
    assert usage.of(NAMESPACE, RELEASE)["available"] is False
    await usage.sample()
    told = usage.of(NAMESPACE, RELEASE)
    assert (told["available"], told["message"]) == (True, "")
    assert told["items"][0] == {
        "pod": "shop-1", "container": "web", "cpu": 0.25, "memory": 64 << 20, "cpu_limit": 0.1,
        "memory_limit": 1 << 25, "restarts": 2,
    }  # fmt: skip
    [point] = told["history"]
    assert (point["cpu"], point["memory"]) == (0.375, (64 << 20) + (1 << 20))
    assert point["at"].endswith("Z")


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (kube_error(404, {}, "GET"), "no metrics API"),
        (kube_error(403, {}, "GET"), "may not read"),
        (ClusterUnavailable("503"), "does not answer at the moment"),
    ],
)
async def test_a_cluster_without_figures_says_so(source, cache, usage, failure, sentence):
    pod(cache, source)
    await usage.sample()
    source.failure = failure
    await usage.sample()
    told = usage.of(NAMESPACE, RELEASE)
    assert (told["available"], told["items"]) == (False, [])
    assert sentence in told["message"]
    assert len(told["history"]) == 1
    source.failure = None
    await usage.sample()
    assert usage.available


async def test_an_hour_of_a_thousand_releases_is_bounded(source, cache, usage, monkeypatch):
    for number in range(1000):
        pod(cache, source, f"pod-{number}", f"{NAMESPACE}-{number}")
    clock = iter(range(10**9, 10**9 + 10**6, 15))
    monkeypatch.setattr(usage_module.time, "time", lambda: next(clock))
    await usage.sample()
    tracemalloc.start()
    for series in usage._series.values():
        for number in range(SAMPLES + 20):
            series.add(10**9 + number * 15, (0.5, 1e9))
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(usage.of(NAMESPACE, f"{NAMESPACE}-5")["history"]) == SAMPLES
    assert grown < 20 << 20


async def test_what_is_gone_is_forgotten(source, cache, usage, monkeypatch):
    now = 10**9
    monkeypatch.setattr(usage_module.time, "time", lambda: now)
    monkeypatch.setattr(usage_module, "SERIES", 2)
    pod(cache, source)
    await usage.sample()
    source.items_.clear()
    now += KEPT_SECONDS + 1
    await usage.sample()
    assert usage.of(NAMESPACE, RELEASE)["history"] == []
    for number in range(3):
        pod(cache, source, f"pod-{number}", f"{NAMESPACE}-{number}")
    await usage.sample()
    assert len(usage._series) == 2
