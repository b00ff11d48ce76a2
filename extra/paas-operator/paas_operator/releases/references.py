"""Values that come from another release of the same namespace, looked up at the moment they are needed."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

from paas_operator.charts.archive import read_values
from paas_operator.charts.catalog import Charts
from paas_operator.errors import ReferenceMissing
from paas_operator.kube.cache import ClusterCache
from paas_operator.releases.intents import Document, Intent
from paas_operator.releases.models import HOST, PORT, Reference
from paas_operator.releases.store import Held, IntentStore
from paas_operator.saying import say

Json = dict[str, Any]
Scalar = str | int | float | bool

_POLL = 1.0


class References:
    """Reads the neighbours' intents and Services; what it finds is handed to Helm and kept nowhere else."""

    def __init__(self, store: IntentStore, charts: Charts, cache: ClusterCache) -> None:
        self._store = store
        self._charts = charts
        self._cache = cache

    async def resolve(self, namespace: str, references: dict[str, Reference]) -> dict[str, Scalar]:
        """The value of each dotted key; raises ReferenceMissing with the first that leads nowhere."""
        held = await self._neighbours(namespace, references.values())
        return {key: await self._value(namespace, ref, held[ref.release]) for key, ref in references.items()}

    async def awaited(self, namespace: str, intent: Intent) -> dict[str, Scalar]:
        """The same, but neighbours that are still being worked on are waited for, as long as a rollout may take."""
        loop = asyncio.get_running_loop()
        end = loop.time() + intent.policy.rollout_timeout
        while True:
            try:
                return await self.resolve(namespace, intent.references)
            except ReferenceMissing:
                if not self._moving(namespace, intent) or loop.time() > end:
                    raise
            await asyncio.sleep(_POLL)

    async def secrets(self, namespace: str, document: Document) -> dict[str, str]:
        """Every secret a release ever held or refers to, for blotting out: the keys only keep them apart."""
        return document.every_secret() | await self.of_neighbours(namespace, document.intents)

    async def of_neighbours(self, namespace: str, intents: Sequence[Intent]) -> dict[str, str]:
        """The secrets of all releases that the intents refer to."""
        held = await self._neighbours(namespace, [ref for intent in intents for ref in intent.references.values()])
        return {
            f"{release} {key}": value
            for release, found in held.items()
            if found
            for key, value in found.document.every_secret().items()
        }

    async def _neighbours(self, namespace: str, references: Iterable[Reference]) -> dict[str, Held | None]:
        names = sorted({ref.release for ref in references})
        held = await asyncio.gather(*(self._store.load(namespace, name) for name in names))
        return dict(zip(names, held, strict=True))

    async def _value(self, namespace: str, ref: Reference, held: Held | None) -> Scalar:
        if held is None or held.document.current.desired == "absent":
            raise ReferenceMissing(say("reference_gone", release=ref.release))
        if ref.key in (HOST, PORT):
            found = self._endpoint(namespace, ref)
        else:
            found = await self._setting(held, ref.key)
        if not isinstance(found, Scalar):
            raise ReferenceMissing(say("reference_empty", release=ref.release, key=ref.key))
        return found

    def _endpoint(self, namespace: str, ref: Reference) -> Scalar | None:
        """The Service that neighbours use: one with an address of its own rather than a headless one."""
        services = self._cache.services.of_service(namespace, ref.release)
        ranked = sorted(services, key=lambda s: (s["headless"], s["name"] != ref.release, s["name"]))
        if not ranked or not ranked[0]["ports"]:
            return None
        if ref.key == PORT:
            return ranked[0]["ports"][0]["port"]
        return f"{ranked[0]['name']}.{namespace}.svc.cluster.local"

    async def _setting(self, held: Held, key: str) -> Any:
        """From the secrets, the values, or what the chart itself says when nobody said anything."""
        intent = held.document.current
        secrets = held.document.secrets(intent)
        if key in secrets:
            return secrets[key]
        found = _at(intent.values, key)
        return found if found is not None else _at(await self._defaults(intent), key)

    async def _defaults(self, intent: Intent) -> Json:
        return await asyncio.to_thread(read_values, await self._charts.find(intent.chart))

    def _moving(self, namespace: str, intent: Intent) -> bool:
        """Whether a neighbour has not come to the end of its newest generation."""
        names = {ref.release for ref in intent.references.values()}
        seen = [self._store.cached(namespace, name) for name in names]
        return any(status and status.desired != "absent" and not status.ended for status in seen)


def _at(values: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        values = values.get(part) if isinstance(values, dict) else None
    return values
