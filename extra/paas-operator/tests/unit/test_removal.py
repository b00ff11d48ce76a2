"""What Helm leaves of a service goes with it, whatever kind its hooks were of; nothing of its neighbours does.

The namespace goes with the last of them.
"""

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

    namespaces = SimpleNamespace(read=there, ensure=nothing, remove_if_empty=nothing, belongs_to=lambda *_: True)
    removal = Removal(cluster.client(), namespaces, SimpleNamespace(run=nothing))
    kept = await removal.run(NAMESPACE, RELEASE, None, keep_data)
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


@pytest.mark.parametrize(
    ("desired", "volume", "goes"),
    [("absent", False, True), ("absent", True, False), ("running", False, False), ("stopped", False, False)],
)
async def test_of_several_that_leave_at_once_the_last_takes_the_namespace(runtime, cluster, desired, volume, goes):
    """Each of them asks before its own intent is gone: none would be the last if both counted the other."""
    path = resource("v1", "namespaces", None, NAMESPACE)
    cluster.put(path, {"metadata": {"name": NAMESPACE}})
    await held(runtime, RELEASE, desired="absent")
    await held(runtime, NEIGHBOUR, desired=desired)
    if volume:
        claimed(cluster, NEIGHBOUR)
    assert await runtime.namespaces.remove_if_empty(NAMESPACE, leaving=True) is goes
    assert (path in cluster.objects) is not goes


async def test_who_asks_for_the_namespace_to_go_waits_for_those_that_leave(runtime, cluster):
    cluster.put(resource("v1", "namespaces", None, NAMESPACE), {"metadata": {"name": NAMESPACE}})
    await held(runtime, RELEASE, desired="absent")
    assert not await runtime.namespaces.remove_if_empty(NAMESPACE)
