"""What is told of something that does not move, and when."""

import asyncio
from collections.abc import Callable

import pytest

from paas_operator.errors import ClusterUnavailable
from paas_operator.releases import waiting
from paas_operator.releases.waiting import Stillness, explained
from tests.conftest import PATIENCE

REASON = {"code": "slow", "message": "It is slow."}


class Scene:
    """Something that may move; knows how often it was looked at, and what was told."""

    def __init__(self) -> None:
        self.looks = 0
        self.asked = 0
        self.told: list[dict] = []
        self.failures: list[Exception] = []

    def moving(self) -> int:
        self.looks += 1
        return self.looks

    async def why(self) -> dict:
        self.asked += 1
        return REASON

    async def tell(self, reason: dict) -> None:
        self.told.append(reason)
        if self.failures:
            raise self.failures.pop(0)

    async def until(self, seen: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not seen():
                await asyncio.sleep(0)


@pytest.fixture
def scene(monkeypatch) -> Scene:
    monkeypatch.setattr(waiting, "STALL_AFTER", 0.01)
    monkeypatch.setattr(waiting, "TICK", 0)
    return Scene()


async def test_what_stands_still_is_told_once(scene):
    async with explained(scene.why, scene.tell):
        await scene.until(lambda: scene.asked > 10)
    assert scene.told == [REASON]


async def test_what_moves_is_not_told(scene, monkeypatch):
    monkeypatch.setattr(waiting, "TICK", 0.02)
    async with explained(scene.why, scene.tell, scene.moving):
        await scene.until(lambda: scene.looks > 5)
    assert scene.told == []


async def test_it_is_told_after_fifteen_seconds_and_not_before(monkeypatch, caplog):
    caplog.set_level("INFO")
    with monkeypatch.context() as patch:
        moments = iter((0.0, 0.0, 14.9, 14.9, 29.8, 30.0, 30.1))  # Stillness begins; each look; when it tells
        patch.setattr(asyncio.get_running_loop(), "time", lambda: next(moments))
        scene = Scene()
        stillness = Stillness(scene.why, scene.tell)
        for look in ("begun", "begun", "moved", "moved"):
            await stillness.look(look)
            assert scene.told == []
        await stillness.look("moved")
    assert scene.told == [REASON]
    assert (caplog.records[-1].code, caplog.records[-1].still_for) == ("slow", 15.2)


async def test_what_ended_is_not_looked_at_any_more(scene):
    async with explained(scene.why, scene.tell, scene.moving):
        await scene.until(lambda: scene.looks > 0)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_telling_that_fails_is_done_again_and_never_ends_the_work(scene, caplog):
    scene.failures = [ClusterUnavailable("away"), RuntimeError("a fault of ours")]
    async with explained(scene.why, scene.tell):
        await scene.until(lambda: not scene.failures)
    assert scene.told == [REASON, REASON]
    assert "could not be told" in caplog.text and "a fault of ours" in caplog.text
