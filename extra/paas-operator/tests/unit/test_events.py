import asyncio
import hashlib
import hmac
import json

import httpx
import pytest

from paas_operator.releases import events
from paas_operator.releases.events import EventSender
from tests.conftest import PATIENCE

KEY = b"events-key"


class Odoo:
    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.requests: list[httpx.Request] = []
        self.enough = asyncio.Event()

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status = self.statuses.pop(0) if self.statuses else 204
        if not self.statuses:
            self.enough.set()
        if status == 0:
            raise httpx.ConnectError("away")
        return httpx.Response(status)

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(request.content) for request in self.requests]


@pytest.fixture
def quick(monkeypatch):
    async def sleep(seconds: float, real=asyncio.sleep) -> None:
        await real(0)

    monkeypatch.setattr(events.asyncio, "sleep", sleep)


async def deliver(odoo: Odoo, *statuses: dict) -> None:
    sender = EventSender("http://odoo.test/api/operator/events", KEY, httpx.MockTransport(odoo.answer))
    for status in statuses:
        sender.offer(status)
    task = asyncio.create_task(sender.run())
    async with asyncio.timeout(PATIENCE):
        await odoo.enough.wait()
    task.cancel()
    await asyncio.wait({task})
    await sender.close()


def status(name: str, progress: int = 0) -> dict:
    return {"namespace": "paas-ws-1", "name": name, "generation": 3, "resource_version": 71, "progress": progress}


def told(name: str, progress: int = 0) -> dict:
    return status(name, progress) | {"release": name}


async def test_it_says_that_it_is_here_until_it_is_heard(quick):
    odoo = Odoo(0, 503, 204)
    sender = EventSender("http://odoo.test/api/operator/events", KEY, httpx.MockTransport(odoo.answer))
    task = asyncio.create_task(sender.stay_in_touch())
    async with asyncio.timeout(PATIENCE):
        await odoo.enough.wait()
    task.cancel()
    await asyncio.wait({task})
    await sender.close()
    assert odoo.bodies[:3] == [{"events": []}] * 3


async def test_a_burst_of_one_release_is_one_event(quick):
    odoo = Odoo()
    await deliver(odoo, status("a", 1), status("b", 1), status("a", 2))
    assert odoo.bodies == [{"events": [told("a", 2), told("b", 1)]}]


async def test_an_event_names_release_generation_and_resource_version(quick):
    odoo = Odoo()
    await deliver(odoo, status("a"))
    [event] = odoo.bodies[0]["events"]
    assert (event["release"], event["generation"], event["resource_version"]) == ("a", 3, 71)


async def test_events_are_signed_over_time_and_body(quick):
    odoo = Odoo()
    await deliver(odoo, status("a"))
    [request] = odoo.requests
    signed = request.headers["X-Woow-Timestamp"].encode() + b"." + request.content
    assert request.headers["X-Woow-Signature"] == "sha256=" + hmac.new(KEY, signed, hashlib.sha256).hexdigest()
    assert len(request.headers["X-Woow-Delivery"]) == 36


async def test_failures_are_tried_again_a_little(quick):
    odoo = Odoo(0, 503, 204)
    await deliver(odoo, status("a"))
    assert len(odoo.requests) == 3
    assert len({request.headers["X-Woow-Delivery"] for request in odoo.requests}) == 3


async def test_a_refusal_is_not_repeated(quick):
    odoo = Odoo(403)
    await deliver(odoo, status("a"))
    assert len(odoo.requests) == 1


async def test_the_queue_has_an_end(quick, monkeypatch):
    monkeypatch.setattr(events, "QUEUE_LIMIT", 2)
    odoo = Odoo()
    await deliver(odoo, status("a"), status("b"), status("c"), status("a", 9))
    assert odoo.bodies == [{"events": [told("a", 9), told("b")]}]


@pytest.mark.parametrize(("refused", "times"), [(429, 2), (408, 2), (503, 2), (400, 1), (401, 1)])
async def test_what_may_pass_is_sent_again(quick, refused, times):
    odoo = Odoo(*[refused, 204][:times])
    await deliver(odoo, status("a"))
    assert odoo.bodies == [{"events": [told("a")]}] * times
