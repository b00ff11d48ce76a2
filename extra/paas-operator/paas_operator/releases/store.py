"""Reads and writes intent Secrets: the only module that knows how they look in the cluster."""

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from paas_operator import clock, names, telemetry
from paas_operator.errors import ClusterUnavailable, NotFound
from paas_operator.kube import prune
from paas_operator.kube.cache import Store
from paas_operator.kube.client import METADATA, METADATA_LIST, KubeClient, resource
from paas_operator.kube.errors import KubeConflict, KubeNotFound
from paas_operator.releases.intents import Document
from paas_operator.releases.status import Status
from paas_operator.saying import say

Json = dict[str, Any]

TRIES = 8


class Superseded(Exception):
    """A newer generation is held: whoever works on an older one stops."""


@dataclass(frozen=True)
class Held:
    """An intent Secret as it was read."""

    document: Document
    status: Status
    resource_version: str


class IntentStore:
    """Intent Secrets in the operator's own namespace; what is written, by `writer`, is seen in `cache` at once."""

    def __init__(self, client: KubeClient, namespace: str, cache: Store, writer: str = "") -> None:
        self._client = client
        self._writer = writer
        self._namespace = namespace
        self._cache = cache

    async def load(self, namespace: str, release: str) -> Held | None:
        """The intent in full, or None."""
        try:
            secret = await self._client.get(self._path(namespace, release))
        except KubeNotFound:
            return None
        document = Document.load(base64.b64decode(secret["data"]["intent"]))
        annotations = secret["metadata"]["annotations"]
        return Held(document, Status.from_annotations(annotations), secret["metadata"]["resourceVersion"])

    async def save(self, namespace: str, release: str, document: Document, status: Status, version: str | None) -> bool:
        """Create (no version) or replace; False when somebody else wrote meanwhile."""
        body = self._secret(namespace, release, document, replace(status, written_by=self._writer))
        try:
            if version is None:
                written = await self._client.create(resource("v1", "secrets", self._namespace), body)
            else:
                body["metadata"]["resourceVersion"] = version
                written = await self._client.replace(self._path(namespace, release), body)
        except (KubeConflict, KubeNotFound):
            return False
        self._cache.put(prune.metadata(written))
        return True

    async def note(self, namespace: str, release: str, generation: int, change: Callable[[Status], Status]) -> Status:
        """Write what happened, if the generation is still the newest; raises Superseded when it is not."""
        path = self._path(namespace, release)
        for attempt in range(TRIES):
            try:
                seen = self._cache.get(self._namespace, names.intent_name(namespace, release))
                if attempt or seen is None:
                    seen = prune.metadata(await self._client.get(path, accept=METADATA))
                before = Status.from_annotations(seen["annotations"])
                if before.generation != generation:
                    raise Superseded
                after = replace(change(before), updated_at=max(before.updated_at, clock.now()), written_by=self._writer)
                metadata = {"resourceVersion": str(seen["version"]), "annotations": after.to_annotations()}
                written = await self._client.merge(path, {"metadata": metadata}, accept=METADATA)
            except KubeConflict:
                continue
            except KubeNotFound as exc:
                raise Superseded from exc
            self._cache.put(prune.metadata(written))
            _count(before, after)
            return after
        raise ClusterUnavailable(say("intent_race"))

    async def remove(self, namespace: str, release: str, generation: int) -> None:
        """Remove the intent if the generation is still the newest; raises Superseded when it is not."""
        path = self._path(namespace, release)
        try:
            seen = prune.metadata(await self._client.get(path, accept=METADATA))
            if Status.from_annotations(seen["annotations"]).generation != generation:
                raise Superseded
            await self._client.delete(path, {"preconditions": {"resourceVersion": str(seen["version"])}})
            self._cache.remove(seen)
        except KubeNotFound:
            return
        except KubeConflict as exc:
            raise Superseded from exc

    async def in_namespace(self, namespace: str) -> list[Status]:
        """All intents of a tenant's namespace, from the cluster itself."""
        path = resource("v1", "secrets", self._namespace)
        found = await self._client.items(
            path, accept=METADATA_LIST, labelSelector=f"{names.KIND}=intent,{names.NAMESPACE}={namespace}"
        )
        return [Status.from_annotations(item["metadata"]["annotations"]) for item in found]

    def cached(self, namespace: str, release: str) -> Status | None:
        """What the watch saw last."""
        seen = self._cache.get(self._namespace, names.intent_name(namespace, release))
        return Status.from_annotations(seen["annotations"]) if seen else None

    def neighbours(self, namespace: str, release: str) -> tuple[str, ...]:
        """The other releases of the namespace, those with nothing but kept volumes too, as the watch saw them last."""
        held = {seen["service"] for seen in self._cache if seen["labels"].get(names.NAMESPACE) == namespace}
        return tuple(sorted(held - {release, ""}))

    def require(self, held: Held | None) -> Held:
        """Raise NotFound when there is none."""
        if held is None:
            raise NotFound(say("unknown_release"))
        return held

    def _path(self, namespace: str, release: str) -> str:
        return resource("v1", "secrets", self._namespace, names.intent_name(namespace, release))

    def _secret(self, namespace: str, release: str, document: Document, status: Status) -> Json:
        return {
            "apiVersion": "v1",
            "kind": "Secret",
            "type": "woow.io/intent",
            "metadata": {
                "name": names.intent_name(namespace, release),
                "namespace": self._namespace,
                "labels": {
                    names.MANAGED_BY: names.MANAGER,
                    names.KIND: "intent",
                    names.NAMESPACE: namespace,
                    names.SERVICE: release,
                },
                "annotations": status.to_annotations(),
            },
            "data": {"intent": base64.b64encode(document.dump()).decode()},
        }


def _count(before: Status, after: Status) -> None:
    """A generation that has just ended is one operation."""
    if before.ended or not after.ended:
        return
    reason = (after.reason or {}).get("code", "")
    result = reason if reason == "went_back" else after.phase
    seconds = clock.seconds_since(after.stage_times.get("queued") or after.updated_at)
    telemetry.operation_ended(after.action, result, seconds, reason)
