"""Reads what stands behind a release when somebody asks: Helm's history, its objects, events, logs."""

import asyncio
import re
from collections.abc import Iterable
from typing import Any

from paas_operator import names
from paas_operator.errors import NotFound
from paas_operator.helm.storage import HelmStorage
from paas_operator.kube import prune
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import METADATA_LIST, KubeClient, resource
from paas_operator.kube.kinds import NAMED_ONLY, PLACES
from paas_operator.releases import tree
from paas_operator.releases.logs import Logs
from paas_operator.releases.references import References
from paas_operator.releases.secrets import Blot
from paas_operator.releases.stall import Scene
from paas_operator.releases.store import IntentStore
from paas_operator.releases.view import View
from paas_operator.saying import Saying, say

Json = dict[str, Any]

EVENTS = 500
_METADATA = {"accept": METADATA_LIST}


class Inspector:
    """On-demand reads; texts that programs wrote leave without the release's secrets."""

    def __init__(
        self,
        client: KubeClient,
        cache: ClusterCache,
        storage: HelmStorage,
        store: IntentStore,
        references: References,
        view: View,
    ) -> None:
        self._client = client
        self._cache = cache
        self._storage = storage
        self._store = store
        self._references = references
        self._view = view
        self._logs = Logs(client, cache)

    async def revisions(self, namespace: str, release: str) -> list[Json]:
        """Helm's history, newest first; empty where the namespace is gone."""
        self._require(namespace)
        history = await self._storage.history(namespace, release)
        return [_revision(item) for item in reversed(history)]

    async def resources(self, namespace: str, release: str) -> list[Json]:
        """The release and its objects, each with the `uid` of its parent; raises NotFound."""
        status = self._view.get(namespace, release)
        if status is None:
            raise NotFound(say("unknown_release"))
        objects, blot = await asyncio.gather(self._objects(namespace, release), self._blot(namespace, release))
        scene = Scene((), (), self._cache.claims.of_service(namespace, release), self._cache.events.of(namespace))
        items = tree.build(status, objects, scene)
        return [item | Saying.from_json(item).mapped(blot).to_json() for item in items]

    async def events(self, namespace: str, release: str) -> list[Json]:
        """Events about the release's objects, newest first."""
        self._require(namespace)
        path = resource("v1", "events", namespace)
        found, blot = await asyncio.gather(self._client.items(path, limit=EVENTS), self._blot(namespace, release))
        others = [name for name in self._view.in_namespace(namespace) if name != release]
        kept = [e for e in map(_event, found) if self._is_about(e["about"], namespace, release, others)]
        return sorted(
            (e | {"message": blot(e["message"])} for e in kept), key=lambda event: event["last"], reverse=True
        )

    async def logs(self, namespace: str, release: str, pod: str | None, container: str, since: str, limit: int) -> Json:
        """The lines after `since`; see Logs."""
        blot = await self._blot(namespace, release)
        return await self._logs.read(namespace, release, pod, container, since, limit, blot)

    async def _objects(self, namespace: str, release: str) -> list[Json]:
        """Whatever carries the release's label; contents of Secrets and the like stay where they are."""
        if self._cache.namespaces.get("", namespace) is None:
            return []
        selector = {"labelSelector": f"{names.SERVICE}={release}"}

        async def read(kind: str, version: str, plural: str) -> Iterable[Json]:
            accept = _METADATA if kind in NAMED_ONLY else {}
            found = await self._client.items(resource(version, plural, namespace), **accept, **selector)
            return [item | {"kind": kind, "apiVersion": version} for item in found]

        groups = await asyncio.gather(*(read(kind, *place) for (_, kind), place in PLACES.items()))
        return [obj for group in groups for obj in group]

    async def _blot(self, namespace: str, release: str) -> Blot:
        held = await self._store.load(namespace, release)
        return Blot(await self._references.secrets(namespace, held.document) if held else {})

    def _is_about(self, about: str, namespace: str, release: str, others: list[str]) -> bool:
        """By the cache where the object is still there, by its name where it is gone: Helm's names begin so."""
        kind, _, name = about.partition("/")
        if kind == "Pod" and (pod := self._cache.pods.get(namespace, name)):
            return pod["service"] == release
        claims = [o for o in others if name == o or name.startswith(f"{o}-")]
        mine = name == release or name.startswith(f"{release}-")
        known = {o["name"] for o in self._cache.of_service(namespace, release)}
        return name in known or (mine and all(len(other) < len(release) for other in claims))

    def _require(self, namespace: str) -> None:
        if self._cache.namespaces.get("", namespace) is None:
            raise NotFound(say("unknown_namespace"))


def _revision(item: Json) -> Json:
    info, metadata = item["info"], item["chart"]["metadata"]
    stamp = (item.get("labels") or {}).get(names.GENERATION, "") or info.get("description", "").rpartition(" ")[2]
    match = re.match(r"^(\d+)(?:-(\d+))?$", stamp)
    return {
        "revision": item["version"],
        "generation": int(match.group(2) or match.group(1)) if match else 0,
        "status": info["status"],
        "chart_version": metadata.get("version", ""),
        "app_version": metadata.get("appVersion", ""),
        "updated_at": info.get("last_deployed", ""),
        "description": info.get("description", ""),
    }


def _event(item: Json) -> Json:
    pruned = prune.event(item)
    return {"type": item.get("type", "Normal")} | {
        k: pruned[k] for k in ("about", "reason", "message", "count", "last")
    }
