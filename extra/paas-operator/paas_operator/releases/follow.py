"""Follows a rollout to its end: from the cache, woken by changes, with a reason when it does not move."""

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from paas_operator import tls
from paas_operator.bounded import PLAIN, beginning
from paas_operator.kube import prune
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.watches import WORKLOADS
from paas_operator.names import SERVICE
from paas_operator.releases.explainer import Explainer
from paas_operator.releases.rollout import Rollout, examine
from paas_operator.releases.waiting import TICK, Stillness, Tell

SOON, LATER = 0.05, 2.0
ANSWER_WITHIN = 5.0

Json = dict[str, Any]


class Changes:
    """Lets a coroutine sleep until something of a service changed."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], set[asyncio.Event]] = defaultdict(set)

    def tell(self, namespace: str, service: str) -> None:
        for event in self._waiting.get((namespace, service), ()):
            event.set()

    @contextmanager
    def of(self, namespace: str, service: str) -> Iterator[asyncio.Event]:
        event = asyncio.Event()
        self._waiting[namespace, service].add(event)
        try:
            yield event
        finally:
            self._waiting[namespace, service].discard(event)
            if not self._waiting[namespace, service]:
                del self._waiting[namespace, service]


class Follower:
    """Watches one service at a time for as long as its worker allows."""

    def __init__(self, client: KubeClient, cache: ClusterCache, changes: Changes, explainer: Explainer) -> None:
        self._client = client
        self._cache = cache
        self._changes = changes
        self._explainer = explainer

    async def until_complete(self, namespace: str, service: str, stopped: bool, tell: Tell) -> None:
        """Return when the rollout is complete; calls `tell` with a reason after 15 s without movement."""
        await self._refresh(namespace, service)
        stillness = Stillness(lambda: self._explainer.of_pods(namespace, service), tell)
        with self._changes.of(namespace, service) as changed:
            while True:
                changed.clear()
                rollout = self.rollout(namespace, service, stopped)
                if rollout.complete:
                    return
                await stillness.look(rollout.fingerprint)
                await _wait(changed, TICK)

    def rollout(self, namespace: str, service: str, stopped: bool) -> Rollout:
        workloads = self._cache.workloads_of(namespace, service)
        return examine(workloads, self._cache.pods.of_service(namespace, service), stopped)

    async def _refresh(self, namespace: str, service: str) -> None:
        """Read what Helm has just written, so that the state before it is not taken for the new one."""

        async def read(kind: str, plural: str) -> None:
            path = resource("apps/v1", plural, namespace)
            for obj in await self._client.items(path, labelSelector=f"{SERVICE}={service}"):
                self._cache.workloads[kind].put(prune.workload(kind)(obj))

        await asyncio.gather(*(read(kind, plural) for kind, plural in WORKLOADS.items()))


class Ingress:
    """Asks the ingress whether a host name leads to an application, by TLS where its address says so.

    Which certificate it shows is not looked at: one may still be on its way, and nothing is told to the other side.
    """

    NOT_ROUTED = b"404 page not found"

    def __init__(self, url: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._url = url
        self._http = httpx.AsyncClient(timeout=5, verify=tls.anybody(), trust_env=False, transport=transport)

    async def close(self) -> None:
        await self._http.aclose()

    async def until_answered(self, hosts: list[str]) -> None:
        """Return when every host is answered by its application; never returns otherwise."""
        for host in hosts if self._url else ():
            pause = SOON
            while not await self._answers(host):
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, LATER)

    async def _answers(self, host: str) -> bool:
        """Any status below 500 will do, but for the ingress' own answer to a host it has no route for."""
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                return await self._ask(host)
        except (httpx.HTTPError, TimeoutError):
            return False

    async def _ask(self, host: str) -> bool:
        port = urlsplit(self._url or "").port
        headers = {"Host": f"{host}:{port}" if port else host, **PLAIN}
        asked = self._http.stream("GET", self._url or "", headers=headers, extensions={"sni_hostname": host})
        async with asked as response:
            if response.status_code != httpx.codes.NOT_FOUND:
                return not response.is_server_error
            return (await beginning(response, 2 * len(self.NOT_ROUTED))).strip() != self.NOT_ROUTED


async def _wait(event: asyncio.Event, timeout: float) -> None:
    try:
        async with asyncio.timeout(timeout):
            await event.wait()
    except TimeoutError:
        return
