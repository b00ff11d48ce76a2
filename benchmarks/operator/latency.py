"""From a pod's change to the event at Odoo: a pod that no node runs is said to be ready and not ready, in turn."""

import asyncio
import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fleet import Cluster, intent_secret, pod_spec

from paas_operator import names
from tests.cluster.site import Site

CHANGES = 20
NUMBER = 999

Json = dict[str, Any]


async def event_latencies(site: Site, cluster: Cluster, operator: Any) -> list[float]:
    """Seconds for each change, through Kubernetes' own controllers, the operator's watch and a signed POST."""
    namespace = f"{site.prefix}{NUMBER}"
    name = f"{namespace}-latency"
    await cluster.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
    await cluster.create(f"/api/v1/namespaces/{site.home}/secrets", intent_secret(namespace, name))
    labels = {names.SERVICE: name, "app": name}
    await cluster.create(
        f"/apis/apps/v1/namespaces/{namespace}/deployments",
        {
            "metadata": {"name": name, "labels": labels},
            "spec": {
                "selector": {"matchLabels": {"app": name}},
                "template": {"metadata": {"labels": labels}, "spec": pod_spec()},
            },
        },
    )
    events_key = Path(site.folder) / "events-key"
    events_key.write_text("a-key-of-the-benchmark")
    try:
        async with Odoo(name) as odoo, operator(site, EVENTS_URL=odoo.url, EVENTS_KEY_FILE=str(events_key)):
            return await _measure(cluster, namespace, odoo)
    finally:
        await cluster.delete(f"/api/v1/namespaces/{namespace}")


async def _measure(cluster: Cluster, namespace: str, odoo: "Odoo") -> list[float]:
    await odoo.greeted.wait()
    pod = await _pod(cluster, namespace)
    times = []
    for number in range(CHANGES):
        await asyncio.sleep(0.5)
        ready = number % 2 == 0
        odoo.expect(int(ready))
        began = time.perf_counter()
        await cluster.patch(f"{pod}/status", {"status": _said_to_be(ready)})
        async with asyncio.timeout(10):
            await odoo.heard.wait()
        times.append(odoo.heard_at - began)
    return times


async def _pod(cluster: Cluster, namespace: str) -> str:
    while True:
        pods = await cluster.get(f"/api/v1/namespaces/{namespace}/pods")
        if pods["items"]:
            return f"/api/v1/namespaces/{namespace}/pods/{pods['items'][0]['metadata']['name']}"
        await asyncio.sleep(0.1)


def _said_to_be(ready: bool) -> Json:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    condition = {"type": "Ready", "status": str(ready), "lastTransitionTime": now}
    return {"phase": "Running", "conditions": [condition]}


class Odoo:
    """Takes events, and notes when the one that is waited for came."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._expected = -1
        self.greeted, self.heard, self.heard_at = asyncio.Event(), asyncio.Event(), 0.0

    async def __aenter__(self) -> "Odoo":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/api/operator/events"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def expect(self, ready: int) -> None:
        self._expected = ready
        self.heard.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
                self._take(json.loads(await reader.readexactly(length))["events"])
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    def _take(self, events: list[Json]) -> None:
        self.greeted.set()
        told = [event["replicas"]["ready"] for event in events if event["release"] == self._name]
        if told and told[-1] == self._expected and not self.heard.is_set():
            self.heard_at = time.perf_counter()
            self.heard.set()
