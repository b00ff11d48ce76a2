"""The operator is killed -9 at random moments of all that it does."""

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tests.cluster.site import Site
from tests.faults.conftest import running
from tests.faults.driver import Release, kill_at_random

pytestmark = pytest.mark.cluster

TRACKS = 3
BAD = {"values": {"replicas": "many"}}


@dataclass(frozen=True)
class Act:
    """One thing that people ask for, how long it takes about, and how it ends."""

    name: str
    span: float
    phase: str
    ask: Callable[[Release], None]


ACTS = (
    Act("install", 5, "ready", lambda release: release.apply("one")),
    Act("upgrade", 5, "ready", lambda release: release.apply("two")),
    Act("going back", 5, "ready", lambda release: release.apply("two", **BAD)),
    Act("stop", 4, "stopped", Release.stop),
    Act("start", 4, "ready", Release.start),
    Act("uninstall", 6, "deleted", Release.delete),
)


def test_the_operator_is_killed(new_site, fault, rng, is_long):
    """Tracks of one operator each; in the short form, each act is hit in two of three."""
    sites = [new_site() for _ in range(TRACKS)]
    seeds = [random.Random(rng.random()) for _ in sites]
    with ThreadPoolExecutor(TRACKS) as pool:
        list(pool.map(lambda n: _track(sites[n], fault, seeds[n], n, is_long), range(TRACKS)))


def _track(site: Site, fault: Callable, rng: random.Random, number: int, is_long: bool) -> None:
    with running(site) as operator:
        for life in range(3 if is_long else 1):
            release = Release(site, operator, life + 1)
            for index, act in enumerate(ACTS):
                if is_long or (index + number) % 3:
                    _hit(release, act, fault, rng)
                else:
                    act.ask(release)
                    release.settle(act.phase)


def _hit(release: Release, act: Act, fault: Callable, rng: random.Random) -> None:
    with fault("operator killed -9", act.name, kills=1) as row:
        act.ask(release)
        row["note"] = f"in {kill_at_random(release, act.span, rng)}"
        release.settle(act.phase)
