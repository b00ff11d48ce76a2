"""What a change that was broken off half-way made, and no version has: Helm compares with what was deployed alone."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

from paas_operator import names
from paas_operator.helm.storage import HelmStorage, Revision
from paas_operator.kube.client import METADATA, KubeClient, resource
from paas_operator.kube.errors import KubeConflict, KubeNotFound
from paas_operator.kube.kinds import place
from paas_operator.postrender.documents import read
from paas_operator.postrender.kept import is_kept
from paas_operator.releases.preview.dry_run import identity

Json = dict[str, Any]

_HELMS_MARK = "meta.helm.sh/release-name"


class Leftovers:
    """Takes away what earlier revisions made and the newest one, which is deployed, does not have."""

    def __init__(self, client: KubeClient, storage: HelmStorage) -> None:
        self._client = client
        self._storage = storage

    async def remove(self, namespace: str, release: str, revisions: Sequence[Revision]) -> None:
        """`revisions` are all of them, oldest first; saying it twice is saying it once."""
        *older, newest = revisions
        if not older:
            return
        has = {identity(obj) for obj in await self._objects(namespace, release, newest)}
        if not has:
            return  # nothing can be told apart: it is not kept any more
        for revision in _since_the_last_whole_one(older):
            for obj in await self._objects(namespace, release, revision):
                if identity(obj) not in has and not is_kept(obj):
                    await self._discard(namespace, release, obj)

    async def _objects(self, namespace: str, release: str, revision: Revision) -> list[Json]:
        manifest = await self._storage.manifest(namespace, release, revision.number)
        return await asyncio.to_thread(read, manifest)

    async def _discard(self, namespace: str, release: str, obj: Json) -> None:
        """Remove the object if it is there and Helm made it for this release; Helm may have been refused it."""
        where = place(obj["apiVersion"], obj["kind"])
        if where is None:
            return
        path = resource(*where, namespace, obj["metadata"]["name"])
        try:
            found = await self._client.get(path, accept=METADATA)
            if _is_of(found, release) and not is_kept(found):
                uid = {"uid": found["metadata"]["uid"]}
                await self._client.delete(path, {"propagationPolicy": "Background", "preconditions": uid})
        except (KubeNotFound, KubeConflict):
            return


def _since_the_last_whole_one(older: Sequence[Revision]) -> Iterator[Revision]:
    """The failed ones before the newest, and the one before them: an install over a failed one supersedes it."""
    for revision in reversed(older):
        yield revision
        if revision.status != "failed":
            return


def _is_of(found: Json, release: str) -> bool:
    metadata = found["metadata"]
    labelled = (metadata.get("labels") or {}).get(names.SERVICE) == release
    return labelled and (metadata.get("annotations") or {}).get(_HELMS_MARK) == release
