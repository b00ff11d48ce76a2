"""There is no room for the operator's files."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.site import GENEROUS, Operator, Site, until
from tests.faults.conftest import running
from tests.faults.driver import Release

pytestmark = pytest.mark.cluster


@pytest.fixture
def narrow(site: Site) -> Iterator[Path]:
    """A folder with hardly any room."""
    if os.geteuid():
        pytest.skip("only root can mount a small disk")
    folder = site.folder / "narrow" / "cache"
    folder.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=400,mode=0700", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_the_disk_is_full(site, narrow, fault):
    with running(site, "narrow") as operator:
        release = Release(site, operator, 10)
        with fault("disk full", "install") as row:
            fill = _fill(narrow)
            release.apply("one")
            status = release.end()
            assert (status["phase"], status["reason"]["code"]) == ("failed", "no_space"), status
            row["note"] = status["reason"]["message"][:60]
            _empty(fill)
            release.apply("one", action="retry")
            release.settle("ready")
        with fault("disk full for a moment", "upgrade"):
            fill = _fill(narrow)
            before = _tries(operator)
            release.apply("two")
            until(lambda: _tries(operator) > before, GENEROUS, "the upgrade is tried again")
            _empty(fill)
            release.settle("ready")
        with fault("disk full", "uninstall") as row:
            fill = _fill(narrow)
            release.delete()
            row["note"] = release.end()["phase"]
            _empty(fill)
            release.delete()
            release.settle("deleted")


def _tries(operator: Operator) -> int:
    return operator.log().count("will try again")


def _fill(folder: Path) -> list[Path]:
    """Use up the disk's room and its number of files."""
    made: list[Path] = []
    while True:
        path = folder / f"fill-{len(made)}"
        try:
            path.touch()
            made.append(path)
            path.write_bytes(b"x" * 65536)
        except OSError:
            if not path.exists():
                return made


def _empty(made: list[Path]) -> None:
    for path in made:
        path.unlink()
