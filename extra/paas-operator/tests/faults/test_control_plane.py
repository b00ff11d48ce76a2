"""The API server and etcd are killed and frozen. Nobody else can use the cluster meanwhile: run alone, and last."""

import os
import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cluster.site import GENEROUS, until
from tests.faults.conftest import running
from tests.faults.driver import Release

cluster = pytest.importorskip("devkit.cluster", reason="only the cluster that this project starts is broken")
pytestmark = [pytest.mark.cluster, pytest.mark.alone]

FROZEN = 20  # longer than a Lease lasts
ETCD, API_SERVER = "etcd", "kube-apiserver"


@dataclass(frozen=True)
class Act:
    """What is done to a release, and the phase in which that ends."""

    phase: str
    ask: Callable[[Release], None]


ACTS = {
    "install": Act("ready", lambda release: release.apply("one")),
    "upgrade": Act("ready", lambda release: release.apply(f"of {release.generation}")),
    "stop": Act("stopped", Release.stop),
    "start": Act("ready", Release.start),
    "uninstall": Act("deleted", Release.delete),
}


@dataclass(frozen=True)
class Outage:
    """Which processes go, how, and what is done meanwhile to the first release and to the second."""

    name: str
    parts: tuple[str, ...]
    frozen: bool
    acts: tuple[str, str]


# The second release is there before. Who loses its connection waits longer each time, so what breaks them comes last.
OUTAGES = (
    Outage(f"API server frozen for {FROZEN} s", (API_SERVER,), True, ("install", "upgrade")),
    Outage(f"etcd frozen for {FROZEN} s", (ETCD,), True, ("upgrade", "stop")),
    Outage("etcd killed -9", (ETCD,), False, ("stop", "start")),
    Outage("API server killed -9", (API_SERVER,), False, ("start", "upgrade")),
    Outage("etcd and API server killed -9", (ETCD, API_SERVER), False, ("upgrade", "uninstall")),
)


def test_the_control_plane_goes_and_comes_back(site, fault, rng):
    if cluster.status()["kind"] != "embedded":
        pytest.skip("only the cluster that this project starts is broken")
    with running(site) as operator:
        first, second = Release(site, operator, 1), Release(site, operator, 2)
        second.apply("zero")
        second.settle("ready")
        for outage in OUTAGES:
            _through(outage, [first, second], fault, rng)
        first.delete()
        first.settle("deleted")


def _through(outage: Outage, releases: list[Release], fault: Callable, rng: random.Random) -> None:
    """One outage while something is done to each of the releases."""
    acts = [ACTS[name] for name in outage.acts]
    with ExitStack() as stack, ThreadPoolExecutor(len(acts)) as pool:
        rows = [stack.enter_context(fault(outage.name, name)) for name in outage.acts]
        rows[0]["kills"] = 0 if outage.frozen else len(outage.parts)
        for act, release in zip(acts, releases, strict=True):
            act.ask(release)
        time.sleep(rng.uniform(0, 3))
        for row, release in zip(rows, releases, strict=True):
            row["note"] = f"in {release.stage()}"
        _break(outage)
        until(lambda: _is_up(releases[0]), GENEROUS, "the cluster is back")
        list(pool.map(lambda act, release: release.settle(act.phase), acts, releases))


def _break(outage: Outage) -> None:
    pids = until(lambda: _pids(outage), GENEROUS, f"{outage.parts} run")
    if not outage.frozen:
        _signal(pids, signal.SIGKILL)
        return
    _signal(pids, signal.SIGSTOP)
    try:
        time.sleep(FROZEN)
    finally:
        _signal(pids, signal.SIGCONT)


def _pids(outage: Outage) -> list[int]:
    """Of its parts; none while one of them is being started again."""
    parts = cluster.status()["parts"]
    pids = [parts[part]["pid"] for part in outage.parts]
    return pids if all(pid and Path(f"/proc/{pid}").exists() for pid in pids) else []


def _signal(pids: list[int], number: int) -> None:
    for pid in pids:
        os.kill(pid, number)


def _is_up(release: Release) -> bool:
    return release.site.admin.kubectl("get", "--raw", "/readyz", check=False).strip() == "ok"
