"""Reads what stands behind a release: Helm's history, objects, events, logs."""

import re
from typing import Any

from paas_operator import names
from paas_operator.errors import NotFound
from paas_operator.helm.storage import HelmStorage
from paas_operator.kube import prune
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import KubeClient, resource

Json = dict[str, Any]

EVENTS = 500
_LINE = re.compile(r"^(\S+) (.*)$")


class Inspector:
    """On-demand reads, each one call to the cluster at most (logs: one, once the pod is known)."""

    def __init__(self, client: KubeClient, cache: ClusterCache, storage: HelmStorage) -> None:
        self._client = client
        self._cache = cache
        self._storage = storage

    async def revisions(self, namespace: str, release: str) -> list[Json]:
        """Helm's history, newest first; empty where the namespace is gone."""
        self._require(namespace)
        history = await self._storage.history(namespace, release)
        return [_revision(item) for item in reversed(history)]

    def resources(self, namespace: str, release: str) -> list[Json]:
        """The cached objects of the release."""
        groups = [
            self._cache.workloads_of(namespace, release),
            self._cache.pods.of_service(namespace, release),
            self._cache.services.of_service(namespace, release),
            self._cache.claims.of_service(namespace, release),
        ]
        return [{k: v for k, v in o.items() if k not in ("version", "service")} for group in groups for o in group]

    async def events(self, namespace: str, release: str) -> list[Json]:
        """Events about the release's objects, newest first."""
        self._require(namespace)
        found = await self._client.items(resource("v1", "events", namespace), limit=EVENTS)
        ours = {f"{o['kind']}/{o['name']}" for o in self.resources(namespace, release)}
        listed = [_event(item) for item in found]
        kept = [e for e in listed if e["about"] in ours or e["about"].partition("/")[2].startswith(release)]
        return sorted(kept, key=lambda event: event["last"], reverse=True)

    async def logs(self, namespace: str, release: str, pod: str | None, container: str, since: str, limit: int) -> Json:
        """The lines after `since`, at most `limit`, with the time of the last as cursor."""
        seen = self._pod(namespace, release, pod)
        container = container or next((c["name"] for c in reversed(seen["containers"])), "")
        params: Json = {"timestamps": "true", "limitBytes": 1 << 20}
        params |= {"sinceTime": since} if since else {"tailLines": limit}
        params |= {"container": container} if container else {}
        text = await self._client.text(resource("v1", "pods", namespace, seen["name"], "log"), **params)
        pairs = [match.groups() for line in text.splitlines() if (match := _LINE.match(line))]
        pairs = [(time, line) for time, line in pairs if time > since][:limit]
        cursor = pairs[-1][0] if pairs else since
        return {"pod": seen["name"], "container": container, "lines": [line for _, line in pairs], "cursor": cursor}

    def _pod(self, namespace: str, release: str, name: str | None) -> Json:
        """The pod of that name if it is the release's, else its newest one."""
        pods = self._cache.pods.of_service(namespace, release)
        if name is not None:
            pods = [pod for pod in pods if pod["name"] == name]
        if not pods:
            raise NotFound("The release has no such pod now.")
        return max(pods, key=lambda pod: pod["created"])

    def _require(self, namespace: str) -> None:
        if self._cache.namespaces.get("", namespace) is None:
            raise NotFound("The namespace is not there yet, or not any more.")


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
