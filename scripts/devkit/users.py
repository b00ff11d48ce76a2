"""Who uses the user's one cluster right now: it is stopped only when nobody else does.

A platform uses it as long as its operator lives, a run of tests as long as its process lives.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from . import locks
from .instance import Instance
from .paths import CHECKOUT, checkout_digest, write_private
from .process import Process, start_time


def _folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "woow-paas" / "users"


def _entry(instance: Instance) -> Path:
    return _folder() / f"{checkout_digest()}-{instance.name}"


def note(instance: Instance) -> None:
    """Note that `instance` uses the cluster as long as its operator lives."""
    _folder().mkdir(parents=True, exist_ok=True)
    write_private(_entry(instance), str(instance.run))


@contextmanager
def testing() -> Iterator[None]:
    """Note that tests of this process use the cluster inside the block."""
    pid = os.getpid()
    entry = _folder() / f"{checkout_digest()}-tests-{pid}"
    entry.parent.mkdir(parents=True, exist_ok=True)
    write_private(entry, f"the tests of {CHECKOUT}\n{pid} {start_time(pid)}\n")
    try:
        yield
    finally:
        entry.unlink(missing_ok=True)


def sharing(alone: bool = False, waiting: Callable[[], None] = lambda: None) -> AbstractContextManager[None]:
    """Use the cluster beside other tests of this machine, or `alone`, to break what they all stand on."""
    return locks.held(_folder().with_name("tests.lock"), waiting, shared=not alone)


def others(instance: Instance) -> list[str]:
    """The run folders of other instances whose operator lives, and the runs of tests."""
    found = []
    for path in sorted(_folder().glob("[!.]*")):
        with suppress(FileNotFoundError):  # its run ended just now
            if path != _entry(instance):
                found += _those_of(path)
    return found


def _those_of(path: Path) -> list[str]:
    """Who uses the cluster as the entry says; one of a run of tests that was killed is removed."""
    who, *process = path.read_text().splitlines()
    if _lives(who, process):
        return [who]
    if process:
        path.unlink(missing_ok=True)
    return []


def _lives(who: str, process: list[str]) -> bool:
    if not process:
        return Process("operator", Path(who), Path(who)).pid() is not None
    pid, started = process[0].split()
    return start_time(int(pid)) == started


def forget(instance: Instance) -> None:
    """Note that `instance` does not use the cluster any more."""
    _entry(instance).unlink(missing_ok=True)
