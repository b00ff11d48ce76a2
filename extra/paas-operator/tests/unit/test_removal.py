"""What Helm leaves of a service goes with it, whatever kind its hooks were of; nothing of its neighbours does.

The namespace goes with the last of them.
"""

import asyncio
from types import SimpleNamespace

import pytest

from paas_operator.kube.client import resource
from paas_operator.kube.kinds import PLACES
from paas_operator.names import SERVICE
from paas_operator.releases.intents import accept, new_document
from paas_operator.releases.removal import Removal
from paas_operator.releases.status import Status
from tests.conftest import NAMESPACE, RELEASE, intent

NEIGHBOUR = f"{NAMESPACE}-other"


def put_one_of_each(cluster) -> None:
    for version, plural in PLACES.values():
        for owner in (RELEASE, NEIGHBOUR):
            metadata = {"name": f"{owner}-left", "labels": {SERVICE: owner}}
            cluster.put(resource(version, plural, NAMESPACE, metadata["name"]), {"metadata": metadata})


@pytest.mark.parametrize("keep_data", [False, True])
async def test_whatever_a_hook_left_goes_and_the_neighbours_stay(cluster, keep_data):
    put_one_of_each(cluster)

    async def nothing(*arguments, **more) -> None:
        return None

    async def there(namespace: str) -> dict:
        return {"deleting": False}

    namespaces = SimpleNamespace(read=there, ensure=nothing, leave=nothing, belongs_to=lambda *_: True)
    removal = Removal(cluster.client(), namespaces, SimpleNamespace(run=nothing))
    kept = await removal.run(NAMESPACE, RELEASE, None, keep_data, nothing)
    left = [obj["metadata"]["labels"][SERVICE] for obj in cluster.objects.values()]
    assert left.count(NEIGHBOUR) == len(PLACES)
    assert left.count(RELEASE) == len(kept) == (1 if keep_data else 0)


async def held(runtime, release: str, **status) -> None:
    document = accept(new_document(), intent(), 0)
    state = Status(generation=1, database_uuid="db-1", workspace_uuid="ws-1", **status)
    assert await runtime.namespaces._intents.save(NAMESPACE, release, document, state, None)


def claimed(cluster, release: str) -> None:
    metadata = {"name": release, "labels": {SERVICE: release}}
    cluster.put(resource("v1", "persistentvolumeclaims", NAMESPACE, release), {"metadata": metadata})


async def leave(runtime, release: str) -> None:
    """As one that is deleted does at the end: it looks who else is there, and its intent goes, a moment later."""

    async def forget() -> None:
        await asyncio.sleep(0.02)
        await runtime.namespaces._intents.remove(NAMESPACE, release, 1)

    await runtime.namespaces.leave(NAMESPACE, forget)


async def test_of_several_that_leave_at_once_the_last_takes_the_namespace(runtime, cluster):
    path = resource("v1", "namespaces", None, NAMESPACE)
    cluster.put(path, {"metadata": {"name": NAMESPACE}})
    releases = [f"{NAMESPACE}-{number}" for number in range(4)]
    for release in releases:
        await held(runtime, release, desired="absent")
    there = []
    cluster.before = lambda method, asked: there.append(path in cluster.objects) if "/secrets/" in asked else None
    await asyncio.gather(*(leave(runtime, release) for release in releases))
    assert not [left for left in cluster.objects if "/namespaces/" in left]
    assert there.count(False) == 2  # the last intent is looked at, and goes, after the namespace


@pytest.mark.parametrize("stays", ["release", "volume"])
async def test_the_namespace_stays_while_something_is_left_in_it(runtime, cluster, stays):
    path = resource("v1", "namespaces", None, NAMESPACE)
    cluster.put(path, {"metadata": {"name": NAMESPACE}})
    await held(runtime, RELEASE, desired="absent")
    await held(runtime, NEIGHBOUR) if stays == "release" else claimed(cluster, NEIGHBOUR)
    await leave(runtime, RELEASE)
    assert path in cluster.objects
    assert not await runtime.namespaces.remove_if_empty(NAMESPACE)
