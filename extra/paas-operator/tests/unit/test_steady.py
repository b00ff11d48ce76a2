"""Work in the background: a fault of ours does not end it for ever."""

import asyncio

from paas_operator import steady
from paas_operator.steady import steadily


async def test_what_breaks_is_begun_anew(monkeypatch, caplog):
    monkeypatch.setattr(steady, "delay", lambda failures: 0)
    begun = []

    async def work() -> None:
        begun.append(len(begun))
        if len(begun) < 3:
            raise KeyError("odd")

    await steadily(work)
    assert begun == [0, 1, 2]
    assert caplog.messages == ["work in the background broke"] * 2


async def test_it_ends_when_it_is_cancelled():
    task = asyncio.create_task(steadily(asyncio.Event().wait))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait({task})
    assert task.cancelled()
