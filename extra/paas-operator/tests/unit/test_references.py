"""Values of a neighbour: found when they are needed, refused with a sentence, never told to anybody."""

import asyncio

import pytest

from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.catalog import Charts
from paas_operator.errors import ReferenceMissing
from paas_operator.kube.cache import ClusterCache, Store
from paas_operator.releases import references as references_module
from paas_operator.releases.intents import accept, derive, new_document
from paas_operator.releases.references import References
from paas_operator.releases.status import Status
from paas_operator.releases.store import IntentStore
from tests.conftest import CHARTS, NAMESPACE, RELEASE, intent
from tests.unit.fake_cluster import FakeCluster

DB = f"{NAMESPACE}-db"


@pytest.fixture
def store():
    return IntentStore(FakeCluster().client(), "home", Store())


@pytest.fixture
def cache():
    return ClusterCache(lambda *_: None)


@pytest.fixture
def references(store, cache):
    return References(store, Charts(BuiltinCharts(CHARTS), None), cache)


async def hold(store, release=DB, ended=True, **changes):
    document = accept(new_document(), intent(**changes), 0)
    await store.save(NAMESPACE, release, document, Status(generation=1, observed_generation=int(ended)), None)
    return document


def wanting(**keys):
    return intent(references={key: {"release": DB, "key": wanted} for key, wanted in keys.items()})


def service(**changes):
    return {"namespace": NAMESPACE, "name": DB, "service": DB, "version": 1, "headless": False,
            "ports": [{"name": "pg", "port": 5432}]} | changes  # fmt: skip


async def test_values_secrets_defaults_and_the_service(store, cache, references):
    document = await hold(store, values={"auth": {"user": "shop"}}, secrets={"auth.password": {"value": "very-secret"}})
    cache.services.put(service(name=f"{DB}-headless", headless=True))
    cache.services.put(service())
    asked = wanting(
        user="auth.user", password="auth.password", memory="memory", size="persistence.size", host="@host", port="@port"
    )
    assert await references.resolve(NAMESPACE, asked.references) == {
        "user": "shop",
        "password": "very-secret",
        "memory": "32Mi",
        "size": "16Mi",
        "host": f"{DB}.{NAMESPACE}.svc.cluster.local",
        "port": 5432,
    }
    own = accept(new_document(), asked, 0)
    assert set((await references.secrets(NAMESPACE, own)).values()) >= {"very-secret"}
    assert "very-secret" not in own.model_dump_json()
    assert document.current.references == {}


@pytest.mark.parametrize("key", ["auth.nothing", "persistence", "@host", "@port"])
async def test_what_leads_nowhere_is_refused(store, references, key):
    await hold(store)
    with pytest.raises(ReferenceMissing, match=DB):
        await references.resolve(NAMESPACE, wanting(it=key).references)


async def test_a_neighbour_that_is_gone_is_named(store, references):
    with pytest.raises(ReferenceMissing, match=f"{DB}.*not there"):
        await references.resolve(NAMESPACE, wanting(it="auth.user").references)
    document = derive(await hold(store), (await store.load(NAMESPACE, DB)).document.current, 0,
                      generation=2, action="delete", desired="absent")  # fmt: skip
    held = await store.load(NAMESPACE, DB)
    await store.save(NAMESPACE, DB, document, Status(generation=2, desired="absent"), held.resource_version)
    with pytest.raises(ReferenceMissing, match="not there"):
        await references.awaited(NAMESPACE, accept(new_document(), wanting(it="text"), 0).current)


async def test_a_neighbour_that_is_being_launched_is_waited_for(store, cache, references, monkeypatch):
    monkeypatch.setattr(references_module, "_POLL", 0.01)
    await hold(store, ended=False)
    asked = accept(new_document(), wanting(host="@host"), 0).current
    waiting = asyncio.create_task(references.awaited(NAMESPACE, asked))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    cache.services.put(service())
    assert (await waiting)["host"].startswith(DB)


async def test_a_neighbour_that_came_to_rest_is_not_waited_for(store, references):
    await hold(store)
    with pytest.raises(ReferenceMissing):
        await references.awaited(NAMESPACE, accept(new_document(), wanting(host="@host"), 0).current)


def test_references_count_where_they_say_something():
    document = accept(new_document(), intent(), 0)
    assert accept(document, intent(references={}), 0) is None
    other = accept(document, intent(2, references={"a": {"release": RELEASE, "key": "@host"}}), 0)
    assert other.current.references["a"].key == "@host"
    assert other.values(other.current, {"a": "x"})["a"] == "x"
