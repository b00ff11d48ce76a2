"""The one door to the API server: raw JSON over HTTP, with timeouts, and errors of our own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import quote

import httpx

from paas_operator import clock, json_in_yaml
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.connection import Connection
from paas_operator.kube.errors import KubeNotFound, kube_error
from paas_operator.saying import say

READ_TIMEOUT = 3.0
WATCH_READ_TIMEOUT = 90.0
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
APPLY_PATCH = "application/apply-patch+yaml"
METADATA = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1"
METADATA_LIST = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
FIELD_MANAGER = "paas-operator"
_DRY = {"dryRun": "All"}
_PASSING = (401, 408, 429, 500, 502, 503, 504)  # of the way to the cluster, or of our token; not of what was asked

Json = dict[str, Any]


def resource(api_version: str, plural: str, namespace: str | None = None, *rest: str) -> str:
    """The path of a resource: `resource("apps/v1", "deployments", "ns", "name", "status")`; each part is quoted."""
    root = "/api/" if "/" not in api_version else "/apis/"
    parts = ["namespaces", namespace] if namespace else []
    return root + api_version + "/" + "/".join(quote(part, safe="") for part in [*parts, plural, *rest])


class KubeClient:
    """Calls the API server; whatever goes wrong leaves as KubeError or ClusterUnavailable."""

    def __init__(self, connection: Connection, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._connection = connection
        self._http = httpx.AsyncClient(
            base_url=connection.server,
            verify=connection.tls,
            transport=transport,
            trust_env=False,
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20),
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def get(self, path: str, *, accept: str = JSON, **params: Any) -> Json:
        return await self.call("GET", path, params=params, accept=accept)

    async def items(self, path: str, *, accept: str = JSON, **params: Any) -> list[Json]:
        """The items of a list (an empty metadata list comes as null)."""
        return (await self.get(path, accept=accept, **params))["items"] or []

    async def create(self, path: str, body: Json, *, dry_run: bool = False) -> Json:
        return await self.call("POST", path, body=body, params=_DRY if dry_run else None)

    async def replace(self, path: str, body: Json) -> Json:
        return await self.call("PUT", path, body=body)

    async def merge(self, path: str, body: Json, accept: str = JSON) -> Json:
        return await self.call("PATCH", path, body=body, content_type=MERGE_PATCH, accept=accept)

    async def apply(self, path: str, body: Json, *, manager: str = FIELD_MANAGER, dry_run: bool = False) -> Json:
        """Server-side apply: what is there becomes what is said, and saying it twice is saying it once."""
        params = {"fieldManager": manager, "force": "true", **(_DRY if dry_run else {})}
        return await self.call("PATCH", path, body=body, content_type=APPLY_PATCH, params=params)

    async def delete(self, path: str, body: Json | None = None) -> Json:
        return await self.call("DELETE", path, body=body)

    async def discard(self, path: str) -> None:
        """Delete what may be gone already."""
        try:
            await self.delete(path)
        except KubeNotFound:
            return

    async def text(self, path: str, **params: Any) -> str:
        return (await self._send("GET", path, params=params)).text

    async def call(
        self,
        method: str,
        path: str,
        *,
        params: Json | None = None,
        body: Json | None = None,
        content_type: str = JSON,
        accept: str = JSON,
    ) -> Json:
        """Send one request and give the JSON answer; raises KubeError or ClusterUnavailable."""
        headers = {"Accept": accept, "Content-Type": content_type}
        content = None if body is None else json_in_yaml.to_bytes(body)
        return _object((await self._send(method, path, params=params, content=content, headers=headers)).content)

    async def _send(self, method: str, path: str, **kwargs: Any) -> httpx.Response:
        kwargs["headers"] = {**kwargs.get("headers", {}), **self._authorization()}
        try:
            response = await self._http.request(method, path, timeout=READ_TIMEOUT, **kwargs)
        except httpx.HTTPError as exc:
            raise ClusterUnavailable(say("cluster_silent", problem=type(exc).__name__)) from exc
        _check(response, f"{method} {path}")
        if "date" in response.headers:
            clock.agree(response.headers["date"])
        return response

    @asynccontextmanager
    async def watch(self, path: str, accept: str, **params: Any) -> AsyncIterator[AsyncIterator[Json]]:
        """Open a watch; gives its events one by one until the server or the network ends it."""
        timeout = httpx.Timeout(READ_TIMEOUT, read=WATCH_READ_TIMEOUT)
        headers = {"Accept": accept, **self._authorization()}
        try:
            async with self._http.stream(
                "GET", path, params={**params, "watch": "true"}, headers=headers, timeout=timeout
            ) as response:
                if response.status_code != httpx.codes.OK:
                    await response.aread()
                _check(response, f"watch {path}")
                yield _events(response)
        except httpx.HTTPError as exc:
            raise ClusterUnavailable(f"The watch of {path} broke ({type(exc).__name__}).") from exc

    def _authorization(self) -> dict[str, str]:
        try:
            return {"Authorization": f"Bearer {self._connection.bearer()}"}
        except OSError as exc:
            raise ClusterUnavailable(say("cluster_token")) from exc


async def _events(response: httpx.Response) -> AsyncIterator[Json]:
    async for line in response.aiter_lines():
        if line:
            yield _object(line)


def _object(text: str | bytes) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ClusterUnavailable(say("cluster_no_api"))
    return found


def _check(response: httpx.Response, doing: str) -> None:
    if response.is_success:
        return
    if response.status_code in _PASSING:
        raise ClusterUnavailable(say("cluster_answered", status=response.status_code, doing=doing))
    try:
        status = response.json()
    except ValueError:
        status = {}
    raise kube_error(response.status_code, status if isinstance(status, dict) else {}, doing)
