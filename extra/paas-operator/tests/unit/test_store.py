"""Intent Secrets: who may write, and when."""

from dataclasses import replace

import pytest

from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.cache import Store
from paas_operator.releases.intents import accept, new_document
from paas_operator.releases.status import Status
from paas_operator.releases.store import IntentStore, Superseded
from tests.conftest import NAMESPACE, RELEASE, intent

PLACE = (NAMESPACE, RELEASE)
PATH = f"/api/v1/namespaces/home/secrets/intent.{NAMESPACE}.{RELEASE}"
STATUS = Status(generation=1, reason={"code": "x", "message": "ü"}, stage_times={"queued": "now"}, good_generation=7)


@pytest.fixture
def store(cluster) -> IntentStore:
    return IntentStore(cluster.client(), "home", Store())


async def write(store, status=STATUS) -> None:
    assert await store.save(*PLACE, accept(new_document(), intent(), 0), status, None)


async def test_what_is_saved_is_loaded(store):
    assert await store.load(*PLACE) is None
    await write(store)
    held = await store.load(*PLACE)
    assert held.status == STATUS
    assert held.document.current.generation == 1
    assert store.cached(*PLACE) == STATUS
    assert await store.in_namespace(NAMESPACE) == [STATUS]
    assert await store.in_namespace("paas-ws-8") == []


async def test_the_slower_writer_is_told(store):
    await write(store)
    held = await store.load(*PLACE)
    assert not await store.save(*PLACE, held.document, STATUS, None)
    assert await store.save(*PLACE, held.document, STATUS, held.resource_version)
    assert not await store.save(*PLACE, held.document, STATUS, held.resource_version)


async def test_a_note_is_written_over_what_somebody_else_wrote_meanwhile(store, cluster):
    await write(store)
    cluster.put(PATH, cluster.objects[PATH])
    status = await store.note(*PLACE, 1, lambda s: replace(s, attempts=s.attempts + 1))
    assert status.attempts == 1
    assert (await store.load(*PLACE)).status.attempts == 1


async def test_nothing_is_noted_for_an_older_generation(store, cluster):
    await write(store, replace(STATUS, generation=2))
    for generation in (1, 3):
        with pytest.raises(Superseded):
            await store.note(*PLACE, generation, lambda s: s)
        with pytest.raises(Superseded):
            await store.remove(*PLACE, generation)
    assert PATH in cluster.objects


async def test_a_removed_intent_ends_the_work_on_it(store, cluster):
    await write(store)
    del cluster.objects[PATH]
    cluster.put(PATH + "x", {"metadata": {"name": "x"}})
    with pytest.raises(Superseded):
        await store.note(*PLACE, 1, lambda s: s)
    await store.remove(*PLACE, 1)


async def test_a_newer_intent_is_never_removed(store, cluster):
    await write(store)

    def newer(method: str, path: str) -> None:
        if method == "DELETE":
            cluster.put(PATH, cluster.objects[PATH])

    cluster.before = newer
    with pytest.raises(Superseded):
        await store.remove(*PLACE, 1)
    assert PATH in cluster.objects


async def test_a_note_that_never_succeeds_says_so(store, cluster):
    await write(store)

    def busy(method: str, path: str) -> None:
        if method == "PATCH":
            cluster.put(PATH, cluster.objects[PATH])

    cluster.before = busy
    with pytest.raises(ClusterUnavailable):
        await store.note(*PLACE, 1, lambda s: s)


async def test_the_time_of_the_last_change_never_goes_back(store, cluster):
    """Odoo leaves out what is older than what it knows, and replicas' clocks are never quite the same."""
    await write(store)
    later = await store.note(*PLACE, 1, lambda s: s)
    cluster.objects[PATH]["metadata"]["annotations"]["woow.io/updated-at"] = "2999-01-01T00:00:00.000Z"
    cluster.put(PATH, cluster.objects[PATH])
    assert later.updated_at < (await store.note(*PLACE, 1, lambda s: s)).updated_at == "2999-01-01T00:00:00.000Z"
