"""The API server and etcd are killed and frozen. Nobody else can use the cluster meanwhile: run alone, and last."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.cluster.site import until
from tests.faults.conftest import running
from tests.faults.driver import Release

cluster = pytest.importorskip("devkit.cluster", reason="only the cluster that this project starts is broken")
pytestmark = [pytest.mark.cluster, pytest.mark.alone]

BACK_WITHIN = 90
FROZEN = 25  # longer than a Lease lasts


@dataclass(frozen=True)
class Outage:
    """Which processes go, how, and while what is done."""

    name: str
    parts: tuple[str, ...]
    frozen: bool
    act: str
    phase: str
    ask: Callable[[Release], None]


OUTAGES = (
    Outage("API server killed -9", ("kube-apiserver",), False, "install", "ready", lambda r: r.apply("one")),
    Outage("etcd killed -9", ("etcd",), False, "upgrade", "ready", lambda r: r.apply("two")),
    Outage("API server frozen for 25 s", ("kube-apiserver",), True, "upgrade", "ready", lambda r: r.apply("three")),
    Outage("etcd frozen for 25 s", ("etcd",), True, "stop", "stopped", Release.stop),
    Outage("etcd and API server killed -9", ("etcd", "kube-apiserver"), False, "start", "ready", Release.start),
    Outage("etcd and API server killed -9", ("etcd", "kube-apiserver"), False, "uninstall", "deleted", Release.delete),
)


def test_the_control_plane_goes_and_comes_back(site, fault, rng):
    if cluster.status()["kind"] != "embedded":
        pytest.skip("only the cluster that this project starts is broken")
    with running(site) as operator:
        release = Release(site, operator, 1)
        for outage in OUTAGES:
            with fault(outage.name, outage.act) as row:
                outage.ask(release)
                time.sleep(rng.uniform(0, 3))
                row["note"] = f"in {release.stage()}"
                _break(outage)
                until(lambda: _is_up(release), BACK_WITHIN, "the cluster is back")
                release.settle(outage.phase, 150)


def _break(outage: Outage) -> None:
    pids = [cluster.status()["parts"][part]["pid"] for part in outage.parts]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP if outage.frozen else signal.SIGKILL)
    if outage.frozen:
        time.sleep(FROZEN)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


def _is_up(release: Release) -> bool:
    return "ok" in release.site.admin.kubectl("get", "--raw", "/readyz", check=False)
