"""A tiny API server in memory, behind httpx: objects by path, resource versions, conflicts, merge patches.

Like the real one it makes a Lease that is replaced though it is gone, unless the caller says which one it means.
"""

import json
from typing import Any

import httpx

from paas_operator import tls
from paas_operator.boot import Boot
from paas_operator.kube.client import KubeClient
from paas_operator.kube.connection import Connection
from paas_operator.kube.kinds import PLACES
from paas_operator.runtime import Runtime

Json = dict[str, Any]


LISTED = {"leases", "namespaces"} | {plural for _, plural in PLACES.values()}


CONNECTION = Connection("https://cluster.test", tls.outside(), token="t")


def running(runtime: Runtime) -> Boot:
    """The start of an operator that is through with it."""
    boot = Boot(runtime.settings, CONNECTION)
    boot.runtime = runtime
    return boot


class FakeCluster:
    """Keeps what is created; `before` is called with every request and may change the scene."""

    def __init__(self) -> None:
        self.objects: dict[str, Json] = {}
        self.requests: list[tuple[str, str]] = []
        self.before = lambda method, path: None
        self.down = False
        self._version = 100

    def client(self) -> KubeClient:
        return KubeClient(CONNECTION, httpx.MockTransport(self._answer))

    def put(self, path: str, obj: Json) -> Json:
        self._version += 1
        obj["metadata"]["resourceVersion"] = str(self._version)
        obj["metadata"].setdefault("uid", f"uid-{self._version}")
        self.objects[path] = obj
        return obj

    def _answer(self, request: httpx.Request) -> httpx.Response:
        method, path = request.method, request.url.path
        self.requests.append((method, path))
        self.before(method, path)
        if self.down:
            return httpx.Response(503)
        body = json.loads(request.content) if request.content else None
        return getattr(self, f"_{method.lower()}")(path, body, request.url.params)

    def _get(self, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        if path in self.objects:
            return httpx.Response(200, json=self.objects[path])
        if path.rpartition("/")[2] in LISTED:
            wanted = dict(part.partition("=")[::2] for part in params.get("labelSelector", "").split(",") if part)
            items = [o for p, o in self.objects.items() if p.startswith(path + "/") and _has(o, wanted)]
            return httpx.Response(200, json={"items": items or None, "metadata": {"resourceVersion": "1"}})
        return _status(404)

    def _post(self, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        if path.endswith("accessreviews"):
            return httpx.Response(201, json={"status": {"allowed": True}})
        if path.endswith("/token"):
            lent = {"status": {"token": f"token-of-{path.split('/')[4]}"}}
            return httpx.Response(201, json=lent) if path.removesuffix("/token") in self.objects else _status(404)
        if params.get("dryRun"):
            return httpx.Response(201, json=body)
        place = f"{path}/{body['metadata']['name']}"
        if place in self.objects:
            return _status(409)
        return httpx.Response(201, json=self.put(place, body))

    def _put(self, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        if path not in self.objects and "/leases/" in path:
            return _status(409) if "uid" in body["metadata"] else httpx.Response(201, json=self.put(path, body))
        return self._changed(path, body, body)

    def _patch(self, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        held = self.objects.get(path)
        if "apiVersion" in body and params.get("dryRun"):
            return httpx.Response(200, json=_merged(held or {}, body))
        if "apiVersion" in body:
            return httpx.Response(200, json=self.put(path, _counted(_merged(held or {}, body))))
        return self._changed(path, body, _merged(held, body) if held else None)

    def _delete(self, path: str, body: Any, params: httpx.QueryParams) -> httpx.Response:
        if path.rpartition("/")[2] in LISTED and "labelSelector" in params:
            for item in self._get(path, None, params).json()["items"] or ():
                del self.objects[f"{path}/{item['metadata']['name']}"]
            return httpx.Response(200, json={})
        held = self.objects.get(path)
        wanted = ((body or {}).get("preconditions") or {}).get("resourceVersion")
        if held is None:
            return _status(404)
        if wanted and wanted != held["metadata"]["resourceVersion"]:
            return _status(409)
        del self.objects[path]
        return httpx.Response(200, json={})

    def _changed(self, path: str, body: Json, after: Json | None) -> httpx.Response:
        held = self.objects.get(path)
        if held is None or after is None:
            return _status(404)
        wanted = body["metadata"].get("resourceVersion")
        if wanted and wanted != held["metadata"]["resourceVersion"]:
            return _status(409)
        return httpx.Response(200, json=self.put(path, after))


def _has(obj: Json, labels: dict[str, str]) -> bool:
    """Whether it carries the labels; of one without a value that it has any."""
    has = obj["metadata"].get("labels", {})
    return all(name in has and value in ("", has[name]) for name, value in labels.items())


def _merged(held: Any, change: Any) -> Any:
    if not isinstance(held, dict) or not isinstance(change, dict):
        return change
    return {**held, **{key: _merged(held.get(key), value) for key, value in change.items()}}


def _counted(obj: Json) -> Json:
    """A quota is in force at once."""
    if obj["kind"] == "ResourceQuota":
        obj["status"] = {"hard": obj["spec"]["hard"], "used": dict.fromkeys(obj["spec"]["hard"], "0")}
    return obj


def _status(code: int) -> httpx.Response:
    return httpx.Response(code, json={"kind": "Status", "code": code, "message": f"status {code}"})
