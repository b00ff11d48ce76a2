"""Which of two replicas tells Odoo: never both, never none."""

import asyncio

import pytest

from paas_operator import names
from paas_operator.releases.leases import Leases
from paas_operator.releases.telling import Teller
from tests.conftest import PATIENCE
from tests.unit.fake_cluster import FakeCluster

LEASE = names.lease_name("paas-ws-1", "paas-ws-1-a")


class Sender:
    def __init__(self) -> None:
        self.told: list[dict] = []
        self.in_touch = asyncio.Event()

    def offer(self, status: dict) -> None:
        self.told.append(status)

    async def stay_in_touch(self) -> None:
        self.in_touch.set()
        await asyncio.Event().wait()


class Replica:
    def __init__(self, cluster: FakeCluster, name: str) -> None:
        self.sender = Sender()
        self.leases = Leases(cluster.client(), "home", name)
        self.teller = Teller(self.sender, self.leases)


@pytest.fixture
def replicas() -> list[Replica]:
    cluster = FakeCluster()
    return [Replica(cluster, "one"), Replica(cluster, "two")]


def status(observed: int = 1) -> dict:
    return {"namespace": "paas-ws-1", "name": "paas-ws-1-a", "generation": 1, "observed_generation": observed}


def told_by(replicas: list[Replica]) -> list[int]:
    return [len(replica.sender.told) for replica in replicas]


async def test_what_nobody_asked_for_is_told_by_the_leader_alone(replicas):
    replicas[1].leases.held.add(names.LEADER_LEASE)
    for replica in replicas:
        replica.teller.service_changed(status())
    assert told_by(replicas) == [0, 1]


async def test_an_operation_is_told_by_the_replica_that_works_on_it(replicas):
    replicas[0].leases.held.add(LEASE)
    replicas[1].leases.held.add(names.LEADER_LEASE)
    for replica in replicas:
        replica.teller.service_changed(status(observed=0))
        replica.teller.intent_changed(status(), "one")
    assert told_by(replicas) == [2, 0]


async def test_an_intent_that_somebody_removed_is_told_by_the_leader(replicas):
    replicas[1].leases.held.add(names.LEADER_LEASE)
    for replica in replicas:
        replica.teller.intent_changed(status(), "")
    assert told_by(replicas) == [0, 1]


async def test_one_leads_tells_everything_once_and_hands_over(replicas):
    tasks = [asyncio.create_task(replica.teller.lead(lambda: [status()])) for replica in replicas]
    async with asyncio.timeout(PATIENCE):
        while not any(replica.sender.in_touch.is_set() for replica in replicas):
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    leader = next(index for index, replica in enumerate(replicas) if replica.teller.leads)
    assert [replica.teller.leads for replica in replicas].count(True) == 1
    assert told_by(replicas)[leader] == 1
    assert told_by(replicas)[1 - leader] == 0
    tasks[leader].cancel()
    async with asyncio.timeout(PATIENCE):
        await replicas[1 - leader].sender.in_touch.wait()
    assert told_by(replicas)[1 - leader] == 1
    tasks[1 - leader].cancel()
    await asyncio.wait(tasks)


async def test_a_cluster_that_is_away_is_asked_again(replicas, monkeypatch):
    async def at_once(seconds: float, real=asyncio.sleep) -> None:
        await real(0)

    answers = iter([True, True, False])
    cluster = FakeCluster()
    cluster.before = lambda method, path: setattr(cluster, "down", next(answers, False))
    monkeypatch.setattr("paas_operator.releases.telling.asyncio.sleep", at_once)
    replica = Replica(cluster, "one")
    task = asyncio.create_task(replica.teller.lead(list))
    async with asyncio.timeout(PATIENCE):
        await replica.sender.in_touch.wait()
    task.cancel()
    await asyncio.wait({task})
