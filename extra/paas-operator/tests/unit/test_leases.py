import asyncio
import gc

import httpx
import pytest

from paas_operator import tls
from paas_operator.kube.client import KubeClient
from paas_operator.kube.connection import Connection
from paas_operator.releases import leases as leases_module
from paas_operator.releases.leases import LeaseLost, Leases
from tests.conftest import PATIENCE
from tests.unit.fake_cluster import FakeCluster

PATH = "/apis/coordination.k8s.io/v1/namespaces/home/leases/release.a"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def leases(cluster: FakeCluster, clock: Clock, identity: str = "me") -> Leases:
    return Leases(cluster.client(), "home", identity, clock.monotonic, clock.sleep)


def foreign(cluster: FakeCluster, **spec) -> dict:
    body = {"metadata": {"name": "release.a"}, "spec": {"holderIdentity": "other", "leaseDurationSeconds": 15, **spec}}
    return cluster.put(PATH, body)


async def done() -> str:
    return "done"


async def test_a_lease_is_taken_and_let_go():
    cluster, clock = FakeCluster(), Clock()
    held = []

    async def work() -> str:
        held.append(cluster.objects[PATH]["spec"]["holderIdentity"])
        return "done"

    assert await leases(cluster, clock).hold("release.a", work) == "done"
    assert held == ["me"]
    assert PATH not in cluster.objects


async def test_a_dead_holder_is_waited_for_by_our_own_clock():
    cluster, clock = FakeCluster(), Clock()
    foreign(cluster, renewTime="2099-01-01T00:00:00.000000Z")

    async def begun() -> float:
        return clock.now - 1000

    assert 15 <= await leases(cluster, clock).hold("release.a", begun) < 17.5


async def test_a_living_holder_keeps_it():
    cluster, clock = FakeCluster(), Clock()
    foreign(cluster, renewTime="1999-01-01T00:00:00.000000Z")

    def renewed(method: str, path: str) -> None:
        if clock.now < 1100:
            foreign(cluster)

    cluster.before = renewed
    await leases(cluster, clock).hold("release.a", done)
    assert clock.now >= 1115


async def test_a_lease_without_holder_is_taken_at_once():
    cluster, clock = FakeCluster(), Clock()
    foreign(cluster, holderIdentity="")
    await leases(cluster, clock).hold("release.a", done)
    assert clock.now < 1010


async def test_a_race_for_a_free_lease_has_one_winner():
    cluster, clock = FakeCluster(), Clock()

    def another_was_first(method: str, path: str) -> None:
        if method == "POST":
            cluster.before = lambda method, path: None
            foreign(cluster)

    cluster.before = another_was_first
    await leases(cluster, clock).hold("release.a", done)
    assert clock.now - 1000 >= 15


@pytest.mark.parametrize("how", ["taken", "unreachable"])
async def test_work_ends_when_the_lease_is_lost(how):
    cluster, clock = FakeCluster(), Clock()
    ended = []

    async def work() -> None:
        if how == "taken":
            foreign(cluster)
        else:
            cluster.down = True
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(clock.now)

    with pytest.raises(LeaseLost):
        await leases(cluster, clock).hold("release.a", work)
    assert ended and ended[0] - 1000 <= 12
    if how == "taken":
        assert cluster.objects[PATH]["spec"]["holderIdentity"] == "other"


async def test_work_ends_in_time_though_a_renewal_is_never_answered(monkeypatch):
    monkeypatch.setattr(leases_module, "RENEW_DEADLINE", 0.3)
    monkeypatch.setattr(leases_module, "RETRY", 0.05)
    cluster = FakeCluster()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            await asyncio.Event().wait()
        return cluster._answer(request)

    client = KubeClient(Connection("https://cluster.test", tls.outside(), token="t"), httpx.MockTransport(answer))
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(LeaseLost):
            await Leases(client, "home", "me").hold("release.a", asyncio.Event().wait)


async def test_a_renewal_whose_answer_was_lost_loses_no_lease():
    cluster, clock = FakeCluster(), Clock()
    renewals = []

    async def answer(request: httpx.Request) -> httpx.Response:
        answered = cluster._answer(request)
        if request.method == "PUT":
            renewals.append(answered.status_code)
            if len(renewals) == 1:
                raise httpx.ReadTimeout("lost")
        return answered

    async def work() -> str:
        while len(renewals) < 4:
            await asyncio.sleep(0)
        return "done"

    client = KubeClient(Connection("https://cluster.test", tls.outside(), token="t"), httpx.MockTransport(answer))
    assert await Leases(client, "home", "me", clock.monotonic, clock.sleep).hold("release.a", work) == "done"
    assert renewals[:3] == [200, 409, 200]


async def test_nothing_is_kept_of_a_lease_that_was_let_go():
    cluster, clock = FakeCluster(), Clock()
    mine = leases(cluster, clock)
    for number in range(20):
        await mine.hold(f"release.{number}", done)
    gc.collect()
    assert len(mine._local) == 0


async def test_a_fault_of_the_work_lets_go_and_is_passed_on():
    cluster, clock = FakeCluster(), Clock()

    async def work() -> None:
        raise ValueError("x")

    with pytest.raises(ValueError, match="x"):
        await leases(cluster, clock).hold("release.a", work)
    assert PATH not in cluster.objects


async def test_one_process_does_one_thing_at_a_time():
    cluster, clock = FakeCluster(), Clock()
    together, most = 0, 0

    async def work() -> None:
        nonlocal together, most
        together += 1
        most = max(most, together)
        await asyncio.sleep(0)
        together -= 1

    mine = leases(cluster, clock)
    await asyncio.gather(*(mine.hold("release.a", work) for _ in range(5)))
    assert most == 1


async def test_a_cancel_while_letting_go_leaves_no_lease():
    """As when the watch tells that the intent is gone while its worker's lease is being let go."""
    cluster = FakeCluster()

    async def answer(request: httpx.Request) -> httpx.Response:
        if (request.method, PATH in cluster.objects) == ("GET", True):
            task.cancel()
        await asyncio.sleep(0)
        return cluster._answer(request)

    client = KubeClient(Connection("https://cluster.test", tls.outside(), token="t"), httpx.MockTransport(answer))
    task = asyncio.ensure_future(Leases(client, "home", "me").hold("release.a", done))
    with pytest.raises(asyncio.CancelledError):
        await task
    assert PATH not in cluster.objects


async def test_a_renewal_that_arrives_while_letting_go_leaves_no_lease():
    cluster, clock = FakeCluster(), Clock()

    def late(method: str, path: str) -> None:
        if method == "DELETE":
            cluster.before = lambda method, path: None
            cluster.put(PATH, cluster.objects[PATH])

    cluster.before = late
    await leases(cluster, clock).hold("release.a", done)
    assert PATH not in cluster.objects


async def test_a_renewal_that_arrives_at_last_makes_no_lease_anew():
    cluster, clock = FakeCluster(), Clock()
    under_way: list[httpx.Request] = []
    sent = asyncio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "PUT":
            under_way.append(request)
            sent.set()
            await asyncio.Event().wait()
        return cluster._answer(request)

    client = KubeClient(Connection("https://cluster.test", tls.outside(), token="t"), httpx.MockTransport(answer))
    await Leases(client, "home", "me", clock.monotonic, clock.sleep).hold("release.a", sent.wait)
    assert PATH not in cluster.objects
    assert cluster._answer(under_way[0]).status_code == 409
    assert PATH not in cluster.objects


async def test_a_lease_is_let_go_though_the_cluster_does_not_answer_at_first():
    cluster, clock = FakeCluster(), Clock()

    def back(method: str, path: str) -> None:
        cluster.down = clock.now < 1002

    async def work() -> None:
        cluster.before = back

    await leases(cluster, clock).hold("release.a", work)
    assert PATH not in cluster.objects


async def test_two_cancels_leave_neither_work_nor_lease():
    cluster = FakeCluster()
    ending = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            task.cancel()
            await asyncio.sleep(0.01)
            ending.set()

    task = asyncio.ensure_future(Leases(cluster.client(), "home", "me").hold("release.a", work))
    while PATH not in cluster.objects:
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ending.is_set()
    assert PATH not in cluster.objects


async def test_a_lease_that_nobody_asks_for_goes_when_its_holder_is_dead():
    cluster, clock = FakeCluster(), Clock()
    lease = foreign(cluster)
    lease["metadata"]["labels"] = {"app.kubernetes.io/managed-by": "woow-paas"}
    renewals = []

    async def sleep(seconds: float) -> None:
        clock.now += seconds
        await asyncio.sleep(0)
        assert PATH in cluster.objects or len(renewals) == 5
        if len(renewals) < 5:
            renewals.append(cluster.put(PATH, lease))
        elif PATH not in cluster.objects:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await Leases(cluster.client(), "home", "me", clock.monotonic, sleep).sweep()
    assert len(renewals) == 5


async def test_several_leases_of_a_dead_holder_cost_one_wait():
    cluster, clock = FakeCluster(), Clock()
    labels = {"app.kubernetes.io/managed-by": "woow-paas"}
    for name in ("release.a", "namespace.a"):
        body = {"metadata": {"name": name, "labels": labels}, "spec": {"holderIdentity": "dead"}}
        cluster.put(PATH.replace("release.a", name), body)
    ours = leases(cluster, clock)
    await ours._sweep()

    async def inner() -> float:
        return clock.now - 1000

    assert 15 <= await ours.hold("release.a", lambda: ours.hold("namespace.a", inner)) < 25
