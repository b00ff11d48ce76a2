"""What is told of something that does not move, and when."""

import asyncio

import pytest

from paas_operator.errors import ClusterUnavailable
from paas_operator.releases import waiting
from paas_operator.releases.waiting import explained

REASON = {"code": "slow", "message": "It is slow."}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(waiting, "STALL_AFTER", 0.06)
    monkeypatch.setattr(waiting, "TICK", 0.01)


async def why() -> dict:
    return REASON


async def test_what_stands_still_is_told_once():
    told = []

    async def tell(reason) -> None:
        told.append(reason)

    async with explained(why, tell):
        await asyncio.sleep(0.3)
    assert told == [REASON]


async def test_what_moves_or_ends_in_time_is_not_told():
    told, looks = [], iter(range(1000))

    async def tell(reason) -> None:
        told.append(reason)

    async with explained(why, tell, lambda: next(looks)):
        await asyncio.sleep(0.2)
    async with explained(why, tell):
        await asyncio.sleep(0.02)
    assert told == []


async def test_a_telling_that_fails_is_done_again_and_never_ends_the_work(caplog):
    told, failures = [], [ClusterUnavailable("away"), RuntimeError("a fault of ours")]

    async def tell(reason) -> None:
        told.append(reason)
        raise failures.pop(0)

    async with explained(why, tell):
        await asyncio.sleep(0.3)
    assert told == [REASON, REASON]
    assert "could not be told" in caplog.text and "a fault of ours" in caplog.text
