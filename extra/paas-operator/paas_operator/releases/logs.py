"""Lines of a container's log, by cursor, with the release's secrets blotted out."""

import re
from datetime import UTC, datetime
from typing import Any

from paas_operator.errors import NotFound
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.errors import KubeError
from paas_operator.releases.secrets import Blot
from paas_operator.saying import say

Json = dict[str, Any]
Line = tuple[str, str]

BYTES = 1 << 20
_LINE = re.compile(r"^(\S+) (.*)$")
_TIME = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$")


class Logs:
    """Reads logs on demand; which pods there are comes from the cache."""

    def __init__(self, client: KubeClient, cache: ClusterCache) -> None:
        self._client = client
        self._cache = cache

    async def read(
        self, namespace: str, release: str, pod: str | None, container: str, since: str, limit: int, blot: Blot
    ) -> Json:
        """The lines after `since`, at most `limit`, with the time of the last as cursor; raises NotFound."""
        pods = sorted(self._cache.pods.of_service(namespace, release), key=lambda p: p["created"], reverse=True)
        seen = _chosen(pods, pod)
        container = container or next((c["name"] for c in seen["containers"] if not c["init"]), "")
        lines = await self._lines(namespace, seen["name"], container, since, limit)
        return {
            "pod": seen["name"],
            "container": container,
            "lines": [{"at": at, "text": blot(text)} for at, text in lines],
            "cursor": lines[-1][0] if lines else since,
            "pods": [
                {"name": p["name"], "containers": [c["name"] for c in p["containers"]], "ready": p["ready"]}
                for p in pods
            ],
        }

    async def _lines(self, namespace: str, pod: str, container: str, since: str, limit: int) -> list[Line]:
        path = resource("v1", "pods", namespace, pod, "log")
        params: Json = {"timestamps": "true", "limitBytes": BYTES, **({"container": container} if container else {})}
        if not since:
            return parse(await self._text(path, params | {"tailLines": limit}))
        since = instant(since) or since
        text = await self._text(path, params | {"sinceTime": since})
        new = [line for line in parse(text) if line[0] > since]
        if not new and len(text.encode()) >= BYTES:
            # More than a megabyte within the cursor's second: go on with the newest lines rather than stand still.
            new = [line for line in parse(await self._text(path, params | {"tailLines": limit})) if line[0] > since]
        return _page(new, limit)

    async def _text(self, path: str, params: Json) -> str:
        """Empty for a container that has not started yet (400)."""
        try:
            return await self._client.text(path, **params)
        except KubeError as exc:
            if exc.http_status != 400:
                raise
            return ""


def _chosen(pods: list[Json], name: str | None) -> Json:
    """The pod of that name if it is the release's, else the newest one."""
    for pod in pods:
        if name in (None, pod["name"]):
            return pod
    raise NotFound(say("unknown_pod"))


def parse(text: str) -> list[Line]:
    """(time, line) of each line; a last one that the size limit cut off is left out."""
    lines = text.split("\n")[: -1 if len(text.encode()) >= BYTES else None]
    pairs = [match.groups() for line in lines if (match := _LINE.match(line))]
    return [(at, line) for stamp, line in pairs if (at := instant(stamp))]


def instant(stamp: str) -> str | None:
    """A time in UTC with nine digits after the second, so that text order is time order."""
    match = _TIME.match(stamp)
    if match is None:
        return None
    second, fraction, zone = match.groups()
    moment = datetime.fromisoformat(second + ("+00:00" if zone == "Z" else zone)).astimezone(UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{(fraction or '').ljust(9, '0')}Z"


def _page(lines: list[Line], limit: int) -> list[Line]:
    """At most `limit` lines, or more where the last ones share one time, which a cursor could not tell apart."""
    if len(lines) <= limit:
        return lines
    last = lines[limit - 1][0]
    return [line for number, line in enumerate(lines) if number < limit or line[0] == last]
