"""Fuzzing from the OpenAPI document (schemathesis): what it promises is what is answered, whatever is sent.

The short form runs with every run of the tests; the long one (`./scripts/test long`) makes at least 5,000 cases.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator

import httpx
import pytest
import requests
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as limits
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from paas_operator.api.app import create_app
from paas_operator.api.gate import FREE
from paas_operator.helm.access import TenantAccess
from paas_operator.helm.process import HelmProcesses
from paas_operator.helm.runner import Helm
from paas_operator.releases.namespaces import Identity
from paas_operator.runtime import Runtime
from paas_operator.settings import Settings
from tests.conftest import KEY, NAMESPACE, RELEASE, intent_body
from tests.unit.attacked import Watch
from tests.unit.conftest import FACTS
from tests.unit.fake_cluster import CONNECTION, FakeCluster, running

URL = "http://operator"
CASES = 5_000
SHORT, LONG = 6, 70
PLACE = {"ns": NAMESPACE, "name": RELEASE}
PHASES = (Phase.explicit, Phase.generate)
PROMISES = [
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DOCUMENT = schemathesis.openapi.from_dict(create_app((KEY.encode(),), None, KEY.encode()).openapi())
OPERATIONS = [found.ok() for found in DOCUMENT.get_all_operations()]

told: dict[str, Counter[int]] = {}


class Sender:
    """Sends cases to the application, one after the other, and counts what came back."""

    def __init__(self, app: FastAPI, watch: Watch, runner: asyncio.Runner) -> None:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url=URL)
        self._runner = runner
        self._watch = watch
        self.statuses: Counter[int] = Counter()

    def send(self, case: schemathesis.Case) -> None:
        prepared = requests.Request(**case.as_transport_kwargs(base_url=URL)).prepare()
        content = prepared.body.encode() if isinstance(prepared.body, str) else prepared.body
        headers = {name: _wire(value) for name, value in prepared.headers.items() if name != "Content-Length"}
        headers["X-API-Key"] = KEY.encode()
        request = self._client.build_request(case.method, prepared.url, headers=headers, content=content)
        answer = self._runner.run(self._client.send(request))
        self.statuses[answer.status_code] += 1
        self._watch.check(answer, f"{request.method} {request.url} {request.content[:300]!r}")
        case.validate_response(answer, checks=PROMISES)


def _wire(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1", errors="replace")


@pytest.fixture
def sender(settings: Settings, cluster: FakeCluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sender]:
    """The application as a fuzzer meets it; hypothesis is synchronous, so a runner of our own drives the loop."""
    with asyncio.Runner() as runner:
        runtime = runner.run(_runtime(settings, cluster))
        watch = Watch(cluster, settings.cache_dir)
        watch.keep_processes(monkeypatch)
        monkeypatch.setattr(runtime, "is_ready", lambda: True)
        app = create_app((KEY.encode(),), running(runtime), KEY.encode())
        runner.run(_held(app))
        yield Sender(app, watch, runner)


async def _runtime(settings: Settings, cluster: FakeCluster) -> Runtime:
    access = TenantAccess(cluster.client(), CONNECTION)
    helm = Helm(HelmProcesses("helm", settings.cache_dir), settings.cache_dir, access)
    return Runtime(settings, cluster.client(), helm, FACTS, Identity("woow-paas", "paas-operator"))


async def _held(app: FastAPI) -> None:
    """A release that routes find."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as client:
        path = f"/api/releases/{NAMESPACE}/{RELEASE}"
        answer = await client.put(path, json=intent_body(), headers={"X-API-Key": KEY})
        assert answer.status_code == 202


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda found: f"{found.method.upper()} {found.path}")
def test_promises_are_kept_whatever_is_sent(operation, sender, request):
    """Cases that fit the document, cases that do not, and both again at the place of a release that is there."""
    long = request.config.getoption("--long")
    place = {name: value for name, value in PLACE.items() if f"{{{name}}}" in operation.path}
    for mode in GenerationMode.POSITIVE, GenerationMode.NEGATIVE:
        for given_place in ({}, {"path_parameters": place}) if place else ({},):
            if mode is GenerationMode.POSITIVE or operation.path not in FREE:
                _run(operation.as_strategy(mode, **given_place), sender, LONG if long else SHORT)
    told[f"{operation.method.upper()} {operation.path}"] = sender.statuses


def _run(cases: SearchStrategy[schemathesis.Case], sender: Sender, count: int) -> None:
    @seed(5)
    @limits(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=PHASES)
    @given(case=cases)
    def send(case: schemathesis.Case) -> None:
        sender.send(case)

    send()


def test_it_was_enough(request):
    """The sum of all cases, told to those who run it."""
    total = sum((statuses for statuses in told.values()), Counter())
    writer = request.config.get_terminal_writer()
    writer.line(f"\n{total.total()} cases, answers by status: {dict(sorted(total.items()))}")
    if request.config.getoption("--long"):
        assert total.total() >= CASES
    if len(told) == len(OPERATIONS):
        assert total[200] + total[202] > 0
        assert total[422] > 0
        assert total[401] == 0
