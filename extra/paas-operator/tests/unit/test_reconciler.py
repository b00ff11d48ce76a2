"""Who works on what: one worker a release, the newest generation, whatever the cluster does meanwhile."""

import asyncio
from dataclasses import replace
from types import SimpleNamespace

import pytest

from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.cache import Store
from paas_operator.kube.errors import kube_error
from paas_operator.releases import reconciler as module
from paas_operator.releases.intents import accept, new_document
from paas_operator.releases.leases import LeaseLost, Leases
from paas_operator.releases.reconciler import Reconciler
from paas_operator.releases.status import Status
from paas_operator.releases.store import IntentStore, Superseded
from tests.conftest import NAMESPACE, PATIENCE, RELEASE, intent

PLACE = (NAMESPACE, RELEASE)


class Stage:
    """A reconciler whose workers do as they are told."""

    def __init__(self, cluster, monkeypatch) -> None:
        self.store = IntentStore(cluster.client(), "home", Store())
        self.reconciler = Reconciler(SimpleNamespace(store=self.store), Leases(cluster.client(), "home", "me"))
        self.begun: list[int] = []
        self.cancelled: list[int] = []
        self.acts: list = []
        monkeypatch.setattr(module, "delay", lambda failures: 0)
        monkeypatch.setattr(module, "Worker", self._worker)

    def _worker(self, tools, namespace, release, generation, others_turn):
        return SimpleNamespace(run=lambda: self._run(generation, others_turn))

    async def _run(self, generation: int, others_turn) -> None:
        self.begun.append(generation)
        act = self.acts.pop(0) if self.acts else None
        if act == "past helm":
            others_turn()
            await asyncio.Event().wait()
        if isinstance(act, Exception):
            raise act
        try:
            if act == "hang":
                await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled.append(generation)
            raise
        await self.store.note(*PLACE, generation, lambda s: replace(s, observed_generation=s.generation, phase="ready"))

    async def want(self, generation: int, release: str = RELEASE) -> None:
        held = await self.store.load(NAMESPACE, release)
        document = accept(held.document if held else new_document(), intent(generation), 0)
        version = held.resource_version if held else None
        await self.store.save(NAMESPACE, release, document, Status(generation=generation), version)
        self.reconciler.wake(NAMESPACE, release)

    async def ended(self, generation: int) -> Status:
        async with asyncio.timeout(PATIENCE):
            while not (status := self.store.cached(*PLACE)).ended or status.generation != generation:
                await asyncio.sleep(0.01)
        return status


@pytest.fixture
def stage(cluster, monkeypatch) -> Stage:
    return Stage(cluster, monkeypatch)


async def test_a_wish_is_worked_on_once(stage):
    await stage.want(1)
    stage.reconciler.wake(*PLACE)
    stage.reconciler.wake(*PLACE)
    await stage.ended(1)
    stage.reconciler.wake(*PLACE)
    await asyncio.sleep(0.05)
    assert stage.begun == [1]


async def test_a_newer_wish_ends_the_work_on_the_older(stage):
    stage.acts = ["hang"]
    await stage.want(1)
    while not stage.begun:
        await asyncio.sleep(0.01)
    await stage.want(2)
    await stage.ended(2)
    assert (stage.begun, stage.cancelled) == ([1, 2], [1])


@pytest.mark.parametrize(
    "trouble", [ClusterUnavailable("away"), kube_error(403, {}, "rights on their way"), Superseded(), LeaseLost()]
)
async def test_what_passes_is_tried_again(stage, trouble):
    stage.acts = [trouble, trouble]
    await stage.want(1)
    assert (await stage.ended(1)).phase == "ready"
    assert stage.begun == [1, 1, 1]


@pytest.mark.parametrize("trouble", [Superseded, LeaseLost, ClusterUnavailable])
async def test_what_does_not_pass_at_once_is_tried_less_and_less_often(stage, monkeypatch, trouble):
    pauses = []
    monkeypatch.setattr(module, "delay", lambda failures: pauses.append(failures) or 0)
    stage.acts = [trouble("x") for _ in range(5)]
    await stage.want(1)
    await stage.ended(1)
    assert pauses == [1, 2, 3, 4, 5]


async def test_a_fault_that_can_not_be_noted_is_no_endless_loop(stage, monkeypatch, caplog):
    pauses = []
    monkeypatch.setattr(module, "delay", lambda failures: pauses.append(failures) or 0)
    note = stage.store.note

    async def odd(*arguments) -> None:
        if len(pauses) < 3:
            raise KeyError("odd")
        await note(*arguments)

    monkeypatch.setattr(stage.store, "note", odd)
    await stage.want(1)
    await stage.ended(1)
    assert pauses == [1, 2, 3]
    assert caplog.messages.count("the fault could not be noted") == 3


async def test_a_fault_of_ours_is_shown_and_not_repeated(stage, caplog):
    stage.acts = [ValueError("x")]
    await stage.want(1)
    status = await stage.ended(1)
    assert (status.phase, status.reason["code"]) == ("failed", "internal")
    assert stage.begun == [1]
    assert "a worker broke" in caplog.text
    await stage.want(2)
    assert (await stage.ended(2)).phase == "ready"


async def test_of_very_many_only_some_begin_and_hold_leases(stage, cluster, monkeypatch):
    """Each Lease is renewed every two seconds: those of all that wait for Helm would leave the API server no time."""
    stage.acts = ["past helm"] * 5 + ["hang"] * 500
    for number in range(300):
        await stage.want(1, f"{RELEASE}-{number}")
    async with asyncio.timeout(PATIENCE):
        while len(stage.begun) < module.AT_ONCE + 5:
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)
    assert len(stage.begun) == module.AT_ONCE + 5 == len([path for path in cluster.objects if "leases" in path])
    await stage.reconciler.close()
    assert len(stage.begun) == module.AT_ONCE + 5


async def test_closing_ends_the_work_and_lets_go(stage, cluster):
    stage.acts = ["hang"]
    await stage.want(1)
    while not stage.begun:
        await asyncio.sleep(0.01)
    await stage.reconciler.close()
    assert stage.cancelled == [1]
    assert not [path for path in cluster.objects if "leases" in path]
