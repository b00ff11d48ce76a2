"""Prometheus metrics: who may read them, and what they say after something happened."""

import asyncio
from dataclasses import replace

import pytest
from prometheus_client.parser import text_string_to_metric_families

from paas_operator import telemetry
from paas_operator.errors import HelmFailed
from paas_operator.helm.process import HelmProcesses
from paas_operator.releases.store import IntentStore
from tests.conftest import KEY, METRICS_KEY, NAMESPACE, PATIENCE, RELEASE, intent_body
from tests.unit.test_helm import stand_in

BEARER = {"Authorization": f"Bearer {METRICS_KEY}"}


def samples(text: str) -> dict:
    families = text_string_to_metric_families(text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def value(name: str, **labels: str) -> float:
    return telemetry.REGISTRY.get_sample_value(name, labels) or 0.0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401), (BEARER, 200), ({"X-API-Key": KEY}, 200), ({"Authorization": f"Bearer {KEY}"}, 401),
        ({"Authorization": METRICS_KEY}, 401), ({"X-API-Key": METRICS_KEY}, 401), ({"Authorization": "Bearer "}, 401),
    ],
)  # fmt: skip
async def test_metrics_want_a_key(anonymous, headers, status):
    assert (await anonymous.get("/metrics", headers=headers)).status_code == status


async def test_the_metrics_key_opens_nothing_else(anonymous):
    for path in ("/api/info", "/api/releases", "/metrics/", "/api/openapi.json"):
        assert (await anonymous.get(path, headers=BEARER)).status_code == 401
    twice = [("Authorization", BEARER["Authorization"])] * 2
    assert (await anonymous.get("/metrics", headers=twice)).status_code == 401


async def test_they_tell_releases_queue_and_caches(api):
    await api.put(f"/api/releases/{NAMESPACE}/{RELEASE}", json=intent_body())
    told = samples((await api.get("/metrics")).text)
    assert told["paas_operator_releases", (("phase", "queued"),)] == 1
    assert told["paas_operator_releases", (("phase", "ready"),)] == 0
    assert told["paas_operator_queue_length", ()] == 1
    assert 0 <= told["paas_operator_queue_oldest_seconds", ()] < 60
    assert told["paas_operator_cache_connected", (("resource", "pods"),)] == 0
    assert told["paas_operator_cache_age_seconds", (("resource", "secrets"),)] == float("inf")
    assert told["paas_operator_leases_held", ()] == 0
    info = (("helm", "v4.1.4"), ("kubernetes", "v1.34.4"), ("version", "1"))
    assert told["paas_operator_info", info] == 1
    assert told["paas_operator_http_requests_total", (("method", "PUT"), ("status", "202"))] >= 1
    assert RELEASE not in str(told)


async def test_every_end_of_helm_has_a_cause(tmp_path, caplog):
    caplog.set_level("INFO")

    def ends(cause: str) -> float:
        return value("paas_operator_helm_exits_total", command="upgrade", cause=cause)

    async def run(script: str, timeout: float = PATIENCE) -> None:
        helm = HelmProcesses(stand_in(tmp_path, script), tmp_path)
        await helm.run(["upgrade"], timeout)

    before = {cause: ends(cause) for cause in ("success", "quota", "helm_failed", "timeout", "ended")}
    await run("exit 0")
    await run("echo 'Error: exceeded quota: woow-plan' >&2; exit 1")
    await run("kill -9 $$")
    with pytest.raises(HelmFailed):
        await run("exec sleep 60", 0.1)
    caplog.clear()
    task = asyncio.create_task(run("exec sleep 60"))
    while "helm started" not in caplog.text:
        await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait({task})
    assert {cause: ends(cause) - before[cause] for cause in before} == dict.fromkeys(before, 1.0)
    assert value("paas_operator_helm_running") == 0
    assert value("paas_operator_helm_seconds_count", command="upgrade") >= 5


async def test_runs_of_helm_that_wait_are_counted(tmp_path):
    helm = HelmProcesses(stand_in(tmp_path, "exec sleep 60"), tmp_path)
    tasks = [asyncio.create_task(helm.run(["upgrade"], PATIENCE)) for _ in range(6)]
    while value("paas_operator_helm_running") < 4:
        await asyncio.sleep(0.01)
    assert value("paas_operator_helm_waiting") == 2
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    assert (value("paas_operator_helm_running"), value("paas_operator_helm_waiting")) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "result", "reason"),
    [
        ({"phase": "ready"}, "ready", None),
        ({"phase": "ready", "reason": {"code": "went_back", "message": "x"}}, "went_back", "went_back"),
        ({"phase": "failed", "reason": {"code": "image_pull", "message": "x"}}, "failed", "image_pull"),
    ],
)
async def test_a_generation_that_ends_is_one_operation(api, cluster, runtime, changes, result, reason):
    def counted() -> tuple[float, ...]:
        return (
            value("paas_operator_operations_total", kind="install", result=result),
            value("paas_operator_operation_seconds_count", kind="install", result=result),
            value("paas_operator_operation_failures_total", reason=reason) if reason else 0,
        )

    await api.put(f"/api/releases/{NAMESPACE}/{RELEASE}", json=intent_body())
    before = counted()
    store = IntentStore(cluster.client(), "woow-paas", runtime.intents)
    await store.note(NAMESPACE, RELEASE, 1, lambda s: replace(s, stage="pods"))
    assert counted() == before
    for _ in range(2):
        await store.note(NAMESPACE, RELEASE, 1, lambda s: replace(s, observed_generation=1, **changes))
    assert counted() == (before[0] + 1, before[1] + 1, before[2] + bool(reason))
