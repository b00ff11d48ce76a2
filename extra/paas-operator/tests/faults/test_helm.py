"""Helm fails, hangs, prints rubbish, is killed."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.cluster.site import GENEROUS, Site, until
from tests.faults.conftest import running
from tests.faults.driver import Release, processes_of

pytestmark = pytest.mark.cluster

SHORT = {"rollout_timeout": 10}
CASES = {
    "fails": ("failed", "helm_failed"),
    "hangs": ("failed", "timeout"),
    "rubbish": ("failed", "helm_failed"),
    "dies": ("ready", ""),
}
SLOW = "hangs"  # its time limit is waited for, once
TWICE = ("fails", "dies")


@pytest.fixture(scope="module")
def wrapper(site: Site) -> Path:
    folder = site.folder.with_suffix(".helm")
    folder.mkdir()
    (folder / "real").write_text(site.helm)
    return Path(shutil.copy(Path(__file__).with_name("helm.sh"), folder / "helm"))


def test_helm_is_broken_in_every_way(site, wrapper, fault):
    with running(site, HELM=str(wrapper)) as operator, ThreadPoolExecutor(len(CASES)) as pool:
        numbered = enumerate(CASES, 1)
        list(pool.map(lambda case: _broken(Release(site, operator, *case), wrapper, fault), numbered))


def _broken(release: Release, wrapper: Path, fault) -> None:
    case = release.name.rpartition("-")[2]
    phase, code = CASES[case]
    mode = wrapper.with_name(f"{release.name}.mode")
    for action in ("install", "upgrade") if case in TWICE else ("install",):
        with fault(f"Helm {case}", action) as row:
            mode.write_text(case)
            release.apply(action, **({} if phase == "ready" else {"policy": SHORT}))
            status = release.end()
            reason = status["reason"] or {"code": "", "message": ""}
            assert (status["phase"], reason["code"]) == (phase, code), status
            row["note"] = reason["message"][:60]
            mode.unlink(missing_ok=True)
            release.apply(action, action="retry")
            release.settle("ready")
    with fault("Helm dies" if case == SLOW else f"Helm {case}", "uninstall") as row:
        mode.write_text("dies" if case == SLOW else case)
        release.delete()
        row["note"] = release.end()["phase"]
        mode.unlink(missing_ok=True)
        assert row["note"] == ("failed" if case in ("fails", "rubbish") else "deleted")
        if row["note"] == "failed":
            release.delete()
        release.settle("deleted")


def test_a_helm_that_hangs_dies_with_the_operator(site, wrapper, fault):
    with running(site, "hung", HELM=str(wrapper)) as operator:
        release = Release(site, operator, 9)
        with fault("Helm hangs, operator killed -9", "install", kills=1):
            mode = wrapper.with_name(f"{release.name}.mode")
            mode.write_text("hangs")
            release.apply("one")
            until(lambda: list(processes_of(f"helm that hangs for {release.name}")), GENEROUS, "Helm hangs")
            operator.kill()
            until(lambda: not list(processes_of(release.name)), GENEROUS, "no Helm outlives its operator")
            mode.unlink()
            operator.start()
            release.settle("ready")
        release.delete()
        release.settle("deleted")
