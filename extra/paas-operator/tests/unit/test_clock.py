"""Replicas whose clocks are apart tell the same time: the API server's."""

import time
from email.utils import formatdate

import pytest

from paas_operator import clock


@pytest.fixture(autouse=True)
def own_clock(monkeypatch):
    monkeypatch.setattr(clock._Shared, "ahead", 0.0)


def is_our_own() -> bool:
    before, told, after = time.time(), clock.timestamp(), time.time()
    return before <= told <= after


@pytest.mark.parametrize("apart", [3600, -3600, 30])
def test_a_clock_that_is_wrong_is_set_right(apart):
    clock.agree(formatdate(time.time() - apart, usegmt=True))
    assert clock.timestamp() == pytest.approx(time.time() - apart, abs=5)
    assert clock.seconds_since(clock.now()) == pytest.approx(0, abs=5)
    clock.agree(formatdate(time.time(), usegmt=True))
    assert is_our_own()


@pytest.mark.parametrize("apart", [0, 1, -2])
def test_what_a_slow_answer_explains_changes_nothing(apart):
    clock.agree(formatdate(time.time() - apart, usegmt=True))
    assert is_our_own()


async def test_the_date_comes_with_each_answer(cluster):
    answer = cluster._answer

    def dated(request):
        response = answer(request)
        response.headers["Date"] = formatdate(time.time() - 7200, usegmt=True)
        return response

    cluster._answer = dated
    await cluster.client().items("/api/v1/namespaces")
    assert clock.timestamp() == pytest.approx(time.time() - 7200, abs=5)
