"""Removes a release: Helm first, then what Helm leaves (hooks' objects, volumes), at last an empty namespace."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from paas_operator import names
from paas_operator.errors import HelmFailed
from paas_operator.kube.client import METADATA_LIST, KubeClient, resource
from paas_operator.kube.kinds import PLACES
from paas_operator.postrender.kept import is_kept
from paas_operator.releases.converge import Converger, Target
from paas_operator.releases.models import Tenant
from paas_operator.releases.namespaces import Namespaces
from paas_operator.saying import say

GONE_WAIT = 180.0
_POLL = 0.3

_CLAIMS, _PODS = ("v1", "persistentvolumeclaims"), ("v1", "pods")
# What a hook may have left behind, pods last: those of a workload go with it.
_LEFT = (*(kind for kind in PLACES.values() if kind not in (_CLAIMS, _PODS)), _PODS)
_DATA = (("v1", "configmaps"), ("v1", "secrets"))

Json = dict[str, Any]
Kind = tuple[str, str]
Forget = Callable[[], Awaitable[None]]


class Removal:
    """The way out of the cluster."""

    def __init__(self, client: KubeClient, namespaces: Namespaces, converger: Converger) -> None:
        self._client = client
        self._namespaces = namespaces
        self._converger = converger

    async def run(self, namespace: str, release: str, tenant: Tenant, keep_data: bool, forget: Forget) -> list[str]:
        """Remove the release and, unless they are kept, its volumes; gives the names of those that are kept.

        Where none are, `forget` takes the intent away at last, so that a deletion either goes on or is over.
        """
        held = await self._namespaces.read(namespace)
        if held is None or held["deleting"] or not self._namespaces.belongs_to(held, tenant):
            await forget()
            return []
        await self._namespaces.ensure(namespace, tenant)
        await self._converger.run(Target(namespace, release, None))
        await self._sweep(namespace, release, keep_data)
        if keep_data and (kept := await self._found(_CLAIMS, namespace, release)):
            return sorted(item["metadata"]["name"] for item in kept)
        await self._namespaces.leave(namespace, forget)
        return []

    async def _sweep(self, namespace: str, release: str, keep_data: bool) -> None:
        kinds = [*_LEFT, *([] if keep_data else [_CLAIMS])]
        for kind in kinds:
            if keep_data and kind in _DATA:
                await self._remove_unkept(kind, namespace, release)
            else:
                await self._client.call("DELETE", resource(*kind, namespace), params=_of(release) | _BACKGROUND)
        gone = [_PODS, *([] if keep_data else [_CLAIMS])]
        try:
            async with asyncio.timeout(GONE_WAIT):
                for kind in gone:
                    while await self._found(kind, namespace, release):
                        await asyncio.sleep(_POLL)
        except TimeoutError as exc:
            raise HelmFailed(say("removal_failed"), "timeout") from exc

    async def _remove_unkept(self, kind: Kind, namespace: str, release: str) -> None:
        """What the chart marks as kept goes with the data: a later launch adopts it again."""
        for item in await self._found(kind, namespace, release):
            if not is_kept(item):
                await self._client.discard(resource(*kind, namespace, item["metadata"]["name"]))

    async def _found(self, kind: Kind, namespace: str, release: str) -> list[Json]:
        return await self._client.items(resource(*kind, namespace), accept=METADATA_LIST, **_of(release))


_BACKGROUND = {"propagationPolicy": "Background"}


def _of(release: str) -> dict[str, str]:
    return {"labelSelector": f"{names.SERVICE}={release}"}
