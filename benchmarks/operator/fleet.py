"""Releases that stand in the cluster as the operator and Helm write them: intent, release Secret, pod.

The pods name a scheduler that does not exist, so no node is asked for anything.
"""

import asyncio
import base64
import json
import ssl
import tempfile
from pathlib import Path
from typing import Any

import httpx
import yaml

from paas_operator import clock, names
from paas_operator.helm.storage import encode
from paas_operator.releases.intents import accept, new_document
from paas_operator.releases.models import ReleaseIntent
from paas_operator.releases.status import Status

PER_NAMESPACE = 20
AT_A_TIME = 24
DATABASE = "benchmark"

Json = dict[str, Any]


class Cluster:
    """The API server, as its administrator."""

    def __init__(self, kubeconfig: Path) -> None:
        config = yaml.safe_load(kubeconfig.read_text())
        cluster, user = config["clusters"][0]["cluster"], config["users"][0]["user"]
        self.server = cluster["server"]
        self._http = httpx.AsyncClient(
            base_url=self.server, verify=_tls(cluster, user, kubeconfig.parent), timeout=60, trust_env=False,
            headers={"Authorization": f"Bearer {user['token']}"} if "token" in user else {},
        )  # fmt: skip

    async def close(self) -> None:
        await self._http.aclose()

    async def create(self, path: str, body: Json) -> None:
        """Create, again while the namespace is too young to have a service account."""
        for _ in range(50):
            answer = await self._http.post(path, json=body)
            if answer.status_code in (201, 409):
                return
            if answer.status_code != 403:
                break
            await asyncio.sleep(0.2)
        answer.raise_for_status()

    async def get(self, path: str, **params: str) -> Json:
        return (await self._http.get(path, params=params)).raise_for_status().json()

    async def patch(self, path: str, body: Json) -> None:
        headers = {"Content-Type": "application/strategic-merge-patch+json"}
        (await self._http.patch(path, content=json.dumps(body), headers=headers)).raise_for_status()

    async def delete(self, path: str, **params: str) -> None:
        answer = await self._http.delete(path, params=params)
        if answer.status_code != 404:
            answer.raise_for_status()


def _tls(cluster: Json, user: Json, folder: Path) -> ssl.SSLContext:
    def data(source: Json, name: str) -> bytes:
        inline = source.get(f"{name}-data")
        return base64.b64decode(inline) if inline else (folder / source[name]).read_bytes()

    context = ssl.create_default_context(cadata=data(cluster, "certificate-authority").decode())
    if "token" not in user:
        with tempfile.NamedTemporaryFile() as pair:
            pair.write(data(user, "client-certificate") + b"\n" + data(user, "client-key"))
            pair.flush()
            context.load_cert_chain(pair.name)
    return context


class Fleet:
    """Makes releases until there are as many as wanted, and takes all of them away."""

    def __init__(self, cluster: Cluster, prefix: str, home: str) -> None:
        self._cluster, self._prefix, self._home = cluster, prefix, home
        self._size = 0

    def place(self, number: int) -> tuple[str, str]:
        """Namespace and name of a release."""
        namespace = f"{self._prefix}{number // PER_NAMESPACE + 1}"
        return namespace, f"{namespace}-r{number}"

    def path(self, number: int) -> str:
        return "/api/releases/{}/{}".format(*self.place(number))

    async def grow(self, size: int) -> None:
        """Add releases up to `size`."""
        new = range(self._size, size)
        for namespace in sorted({self.place(number)[0] for number in new}):
            await self._cluster.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
        slots = asyncio.Semaphore(AT_A_TIME)

        async def add(number: int) -> None:
            async with slots:
                await self._add(number)

        await asyncio.gather(*map(add, new))
        self._size = size

    async def remove(self) -> None:
        """Delete everything; the namespaces go in the background."""
        spaces = {self.place(number)[0] for number in range(self._size)}
        for namespace in sorted(spaces):
            for kind in ("pods", "secrets"):
                await self._cluster.delete(f"/api/v1/namespaces/{namespace}/{kind}", gracePeriodSeconds="0")
            await self._cluster.delete(f"/api/v1/namespaces/{namespace}")
        await self._cluster.delete(f"/api/v1/namespaces/{self._home}/secrets", labelSelector=f"{names.KIND}=intent")

    async def _add(self, number: int) -> None:
        namespace, name = self.place(number)
        own = f"/api/v1/namespaces/{namespace}"
        await self._cluster.create(f"/api/v1/namespaces/{self._home}/secrets", intent_secret(namespace, name))
        await self._cluster.create(f"{own}/secrets", release_secret(namespace, name))
        await self._cluster.create(f"{own}/pods", pod(name))


def intent_secret(namespace: str, name: str) -> Json:
    """The intent as the operator keeps it."""
    request = ReleaseIntent.model_validate_json(
        json.dumps(
            {
                "generation": 1, "desired": "running", "action": "install",
                "chart": {"repository": "builtin", "name": "website", "version": "1.0.0"},
                "values": {"site": {"title": name}}, "secrets": {"upload.password": {"generate": {"length": 20}}},
                "hosts": [f"{name}.apps.localhost"],
                "tenant": {
                    "database_uuid": DATABASE, "workspace_uuid": namespace,
                    "quota": {"cpu": 2, "memory_gb": 2, "storage_gb": 2},
                },
            }
        )
    )  # fmt: skip
    document = accept(new_document(), request, 0)
    stages = ("queued", "namespace", "chart", "resources", "pods", "reachable", "done")
    status = Status(
        generation=1, observed_generation=1, good_generation=1, action="install", phase="ready", stage="done",
        stage_times={stage: clock.now() for stage in stages}, revision=1, chart_version="1.0.0",
        digest=document.current.digest, database_uuid=DATABASE, workspace_uuid=namespace, updated_at=clock.now(),
    )  # fmt: skip
    labels = {names.MANAGED_BY: names.MANAGER, names.KIND: "intent", names.NAMESPACE: namespace, names.SERVICE: name}
    metadata = {
        "name": names.intent_name(namespace, name), "labels": labels, "annotations": status.to_annotations(),
    }  # fmt: skip
    return {
        "type": "woow.io/intent", "metadata": metadata,
        "data": {"intent": base64.b64encode(document.dump()).decode()},
    }  # fmt: skip


def release_secret(namespace: str, name: str) -> Json:
    """The release as Helm keeps it."""
    now = clock.now()
    release = {
        "name": name, "namespace": namespace, "version": 1, "config": {}, "manifest": "", "hooks": [],
        "info": {"first_deployed": now, "last_deployed": now, "description": "generation 1", "status": "deployed"},
        "chart": {"metadata": {"name": "website", "version": "1.0.0", "apiVersion": "v2"}, "templates": []},
    }  # fmt: skip
    labels = {"owner": "helm", "name": name, "status": "deployed", "version": "1", names.GENERATION: "1"}
    return {
        "type": "helm.sh/release.v1", "metadata": {"name": f"sh.helm.release.v1.{name}.v1", "labels": labels},
        "data": {"release": encode(release)},
    }  # fmt: skip


def pod(name: str) -> Json:
    labels = {names.SERVICE: name, "app": name}
    return {"metadata": {"name": f"{name}-0", "labels": labels}, "spec": pod_spec()}


def pod_spec() -> Json:
    limits = {"cpu": "100m", "memory": "64Mi"}
    container = {"name": "web", "image": "woow.local/pause:1.0", "resources": {"limits": limits}}
    return {"schedulerName": "nobody", "containers": [container]}
