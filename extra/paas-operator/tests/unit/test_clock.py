"""Replicas whose clocks are apart tell the same time: the API server's."""

from email.utils import formatdate

import pytest

from paas_operator import clock

NOW = 1_800_000_000.75


@pytest.fixture(autouse=True)
def own_clock(monkeypatch):
    """A clock that stands: however slow the machine is, nothing happens between two looks at it."""
    monkeypatch.setattr(clock._Shared, "ahead", 0.0)
    monkeypatch.setattr(clock.time, "time", lambda: NOW)


def date(apart: float) -> str:
    """What an API server whose clock is behind ours writes, in whole seconds."""
    return formatdate(NOW - apart, usegmt=True)


@pytest.mark.parametrize("apart", [3600, -3600, 30])
def test_a_clock_that_is_wrong_is_set_right(apart):
    clock.agree(date(apart))
    assert clock.timestamp() == pytest.approx(NOW - apart, abs=1)
    assert clock.seconds_since(clock.now()) == pytest.approx(0, abs=0.001)
    clock.agree(date(0))
    assert clock.timestamp() == NOW


@pytest.mark.parametrize("apart", [0, 1, -2])
def test_what_a_slow_answer_explains_changes_nothing(apart):
    clock.agree(date(apart))
    assert clock.timestamp() == NOW


@pytest.mark.parametrize("text", ["", "yesterday", "Mon, 99 Foo 2026 00:00:00 GMT"])
def test_what_is_no_date_says_nothing(text):
    clock.agree(text)
    assert clock.timestamp() == NOW


async def test_the_date_comes_with_each_answer(cluster):
    answer = cluster._answer

    def dated(request):
        response = answer(request)
        response.headers["Date"] = date(7200)
        return response

    cluster._answer = dated
    await cluster.client().items("/api/v1/namespaces")
    assert clock.timestamp() == pytest.approx(NOW - 7200, abs=1)
