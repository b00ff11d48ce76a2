"""The HTTP application under attack: every route of its own OpenAPI document, and what must hold whatever is sent."""

import asyncio
import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from paas_operator.helm import runner
from paas_operator.releases.preview import previews
from tests.conftest import CHARTS, NAMESPACE, PATIENCE, RELEASE, intent_body
from tests.unit.fake_cluster import FakeCluster

Json = dict[str, Any]
Route = tuple[str, str, Json]

CHART = {"repository": "builtin", "name": "hello", "version": "1.0.0"}
PARAMETERS = {
    "ns": NAMESPACE,
    "name": RELEASE,
    "key": "token",
    "generation": "1",
    "pod": "web-1",
    "container": "web",
    "since": "2026-01-01T00:00:00Z",
    "limit": "10",
    "keep_data": "true",
    "database_uuid": "db-1",
    "repository": "builtin",
    "version": "1.0.0",
    "digest": "sha256:" + "0" * 64,
}
BODIES: dict[str, Json] = {
    "ReleaseIntent": intent_body(
        secrets={"token": {"generate": {"length": 24}}, "a.b": {"value": "x"}}, hosts=["a.example.com"]
    ),
    "NamedReleaseIntent": intent_body() | {"namespace": NAMESPACE, "name": RELEASE},
    "NextGeneration": {"generation": 2},
    "RollBack": {"generation": 2, "to_generation": 1},
    "Tenant": intent_body()["tenant"],
    "NamedTenant": intent_body()["tenant"] | {"namespace": NAMESPACE},
    "ChartToCheck": {
        "chart": CHART,
        "values": {"text": "x"},
        "hosts": ["a.example.com"],
        "policy": {"allow": ["registry"]},
    },
}

COMMANDS = {"version", "install", "upgrade", "uninstall", "template"}
FLAGS = {
    "--namespace",
    "--values",
    "--post-renderer",
    "--skip-crds",
    "--include-crds",
    "--server-side",
    "--force-conflicts",
    "--timeout",
    "--labels",
    "--description",
    "--output",
    "--replace",
    "--reset-values",
    "--history-max",
    "--dry-run",
    "--is-upgrade",
    "--ignore-not-found",
    "--template",
    "--kube-version",
}
OURS = re.compile(r"^(woow-paas|paas-ws-[1-9][0-9]*)$")


def routes(document: Json) -> list[Route]:
    """(method, path, operation) of all that the document tells of."""
    return [
        (method.upper(), path, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    ]


def body_of(operation: Json) -> Json | None:
    """A valid body for the operation, or None; a new kind of body needs a sample here."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return copy.deepcopy(BODIES[content["schema"]["$ref"].rpartition("/")[2]]) if content else None


def url_of(path: str, operation: Json, changed: dict[str, str] | None = None) -> str:
    """The path with all parameters, those in `changed` as they are there, percent-encoded."""
    values = PARAMETERS | ({"name": "hello"} if "/charts/" in path else {}) | (changed or {})
    query = []
    for parameter in operation.get("parameters", []):
        name, value = parameter["name"], quote(values[parameter["name"]], safe="", errors="surrogatepass")
        if parameter["in"] == "path":
            path = path.replace("{" + name + "}", value)
        else:
            query.append(f"{name}={value}")
    return path + ("?" + "&".join(query) if query else "")


def places(body: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every field of a body, at any depth, the body itself first."""
    yield at
    entries = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, value in entries:
        yield from places(value, (*at, key))


def with_value(body: Any, at: tuple[Any, ...], value: Any) -> Any:
    """The body with another value at a place."""
    if not at:
        return value
    changed = copy.deepcopy(body)
    parent = changed
    for key in at[:-1]:
        parent = parent[key]
    parent[at[-1]] = value
    return changed


class Watch:
    """Asserts after every answer what must hold; `started` are the command lines of all processes."""

    def __init__(self, cluster: FakeCluster, cache: Path) -> None:
        self.cluster = cluster
        self.started: list[tuple[str, ...]] = []
        self._cache = cache

    def keep_processes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Start no Helm: keep what it would have been started with, and let it fail, however long that takes."""
        start, pipe = asyncio.create_subprocess_exec, asyncio.subprocess.PIPE

        async def note(*command: str, **_: object) -> asyncio.subprocess.Process:
            self.started.append(command)
            return await start("false", stdin=pipe, stdout=pipe, stderr=pipe)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", note)
        monkeypatch.setattr(previews, "WITHIN", PATIENCE)
        monkeypatch.setattr(runner, "EXAMINE_TIMEOUT", PATIENCE)

    def check(self, answer: httpx.Response, sent: str) -> None:
        assert answer.status_code < 500, (answer.status_code, answer.text, sent)
        assert "Traceback" not in answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"].startswith("application/problem+json"), sent
            assert {"code", "detail", "status"} <= answer.json().keys()
        self._nothing_outside(sent)
        self._no_option(sent)

    def _nothing_outside(self, sent: str) -> None:
        for _, path in self.cluster.requests:
            named = re.match(r"^/apis?/(?:[^/]+/){1,2}?namespaces/([^/]+)", path)
            assert not named or OURS.match(named.group(1)), (path, sent)
        for path, obj in self.cluster.objects.items():
            home = obj["metadata"].get("namespace", "woow-paas")
            assert OURS.match(home) or path.startswith("/api/v1/namespaces/"), (path, sent)
        self.cluster.requests.clear()

    def _no_option(self, sent: str) -> None:
        for command in self.started:
            at = command.index("--", command.index("--") + 1) if command.count("--") > 1 else len(command)
            helm = command[command.index("--") + 1 : at]
            assert helm[1] in COMMANDS, (command, sent)
            assert {argument.partition("=")[0] for argument in helm[2:]} <= FLAGS, (command, sent)
            for path in command[at + 2 :]:
                assert path.startswith((str(self._cache), str(CHARTS))), (command, sent)
        self.started.clear()


def encoded(body: Any) -> bytes:
    return json.dumps(body, ensure_ascii=True).encode()
