"""Helm's own state: the release Secrets, in the form Helm writes them (base64 of gzip of JSON)."""

import base64
import gzip
import json
import zlib
from dataclasses import dataclass
from typing import Any

from paas_operator import names
from paas_operator.errors import HelmFailed
from paas_operator.kube.client import METADATA_LIST, KubeClient, resource
from paas_operator.kube.errors import KubeConflict, KubeNotFound
from paas_operator.saying import say

Json = dict[str, Any]

UNPACKED_LIMIT = 64 << 20

DEPLOYED = "deployed"
PENDING = ("pending-install", "pending-upgrade", "pending-rollback")


@dataclass(frozen=True)
class Revision:
    """One revision of a release, as its Secret's labels tell it."""

    number: int
    status: str
    stamp: str


@dataclass(frozen=True)
class Installed:
    """What a revision put into the cluster."""

    number: int
    chart_version: str
    manifest: str


def decode(secret: Json) -> Json:
    """The release inside a release Secret; raises HelmFailed for one that is far larger than Helm's can be."""
    packed = base64.b64decode(base64.b64decode(secret["data"]["release"]))
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    release = unpacking.decompress(packed, UNPACKED_LIMIT)
    if unpacking.unconsumed_tail:
        raise HelmFailed(say("helm_storage_large"))
    return json.loads(release)


def encode(release: Json) -> str:
    """The `data.release` of a release Secret, no longer than Helm's own: one may be as large as a Secret can be."""
    text = json.dumps(release, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(base64.b64encode(gzip.compress(text.encode()))).decode()


class HelmStorage:
    """Reads releases as Helm keeps them, and mends what a Helm that was cut off left in them."""

    def __init__(self, client: KubeClient) -> None:
        self._client = client

    async def revisions(self, namespace: str, release: str) -> list[Revision]:
        """All revisions, oldest first; from metadata alone."""
        path = resource("v1", "secrets", namespace)
        found = await self._client.items(path, accept=METADATA_LIST, labelSelector=f"owner=helm,name={release}")
        labels = [item["metadata"]["labels"] for item in found]
        revisions = [
            Revision(int(label["version"]), label["status"], label.get(names.GENERATION, "")) for label in labels
        ]
        return sorted(revisions, key=lambda revision: revision.number)

    async def history(self, namespace: str, release: str) -> list[Json]:
        """The releases in full, oldest first."""
        path = resource("v1", "secrets", namespace)
        found = await self._client.items(path, labelSelector=f"owner=helm,name={release}")
        return sorted(map(decode, found), key=lambda item: item["version"])

    async def newest(self, namespace: str, release: str) -> Installed | None:
        """The newest revision that was deployed, or the newest of all where none ever was; None without any."""
        revisions = await self.revisions(namespace, release)
        deployed = [revision for revision in revisions if revision.status == DEPLOYED]
        for revision in (deployed or revisions)[-1:]:
            secret = await self._client.get(_path(namespace, release, revision.number))
            content = decode(secret)
            version = content["chart"]["metadata"].get("version", "")
            return Installed(revision.number, version, content.get("manifest", ""))
        return None

    async def manifest(self, namespace: str, release: str, number: int) -> str:
        """What a revision put into the cluster; empty when it is not kept any more."""
        try:
            secret = await self._client.get(_path(namespace, release, number))
        except KubeNotFound:
            return ""
        return decode(secret).get("manifest", "")

    async def mark_failed(self, namespace: str, release: str, number: int) -> None:
        """Say `failed` where a dead Helm left `pending-*`, in the release and in the label."""
        told = {"status": "failed", "description": "The Helm run that began this was lost"}
        await self._mark(namespace, release, number, PENDING, told)

    async def mark_superseded(self, namespace: str, release: str, number: int) -> None:
        """Say `superseded` of a revision that a newer one replaced: Helm only logs it when it cannot note that."""
        await self._mark(namespace, release, number, (DEPLOYED,), {"status": "superseded"})

    async def _mark(
        self, namespace: str, release: str, number: int, before: tuple[str, ...], told: dict[str, str]
    ) -> None:
        path = _path(namespace, release, number)
        secret = await self._client.get(path)
        content = decode(secret)
        if content["info"]["status"] not in before:
            return
        content["info"] |= told
        secret["data"]["release"] = encode(content)
        secret["metadata"]["labels"]["status"] = told["status"]
        try:
            await self._client.replace(path, secret)
        except KubeConflict:
            return  # somebody wrote it meanwhile: the next look tells what it is now


def _path(namespace: str, release: str, number: int) -> str:
    return resource("v1", "secrets", namespace, f"sh.helm.release.v1.{release}.v{number}")
