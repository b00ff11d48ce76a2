"""What Helm leaves of a service goes with it, whatever kind its hooks were of; nothing of its neighbours does."""

from types import SimpleNamespace

import pytest

from paas_operator.kube.client import resource
from paas_operator.kube.kinds import PLACES
from paas_operator.names import SERVICE
from paas_operator.releases.removal import Removal
from tests.conftest import NAMESPACE, RELEASE

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
