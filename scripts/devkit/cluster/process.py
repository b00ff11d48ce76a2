"""Processes known by pid and start time, so that a recycled pid is never taken for ours."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .errors import ClusterError

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Identity:
    """A process: `started` is field 22 of /proc/<pid>/stat (proc(5)), in clock ticks since boot."""

    pid: int
    started: int

    def alive(self) -> bool:
        return started(self.pid) == self.started

    def signal(self, number: int) -> None:
        if self.alive():
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                return


def _stat(pid: int) -> list[str]:
    text = Path(f"/proc/{pid}/stat").read_text()
    return text.rpartition(")")[2].split()


def started(pid: int) -> int | None:
    """Start time of a living process, else None."""
    try:
        fields = _stat(pid)
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def boot() -> str:
    """Names this run of the machine; start times mean nothing beyond it."""
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()


def identity(pid: int) -> Identity:
    return Identity(pid, started(pid) or 0)


def die_with(parent: int) -> None:
    """In a child between fork and exec: be ended when `parent` dies (PR_SET_PDEATHSIG, prctl(2))."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


def end(processes: Iterable[Identity], grace: float) -> None:
    """Ask all to end, wait up to `grace` seconds, then force those left."""
    left = [process for process in processes if process.alive()]
    for process in left:
        process.signal(signal.SIGTERM)
    deadline = time.monotonic() + grace
    while left and time.monotonic() < deadline:
        time.sleep(0.05)
        left = [process for process in left if process.alive()]
    for process in left:
        process.signal(signal.SIGKILL)


def children() -> dict[int, list[int]]:
    """Living processes by their parent's pid."""
    tree: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                tree.setdefault(int(_stat(int(entry.name))[1]), []).append(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
    return tree


def run(argv: list[str], failed: str, hint: str = "", **options: object) -> str:
    """Output of a short command; a ClusterError that starts with `failed` when it ends badly."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=900, **options)
    except FileNotFoundError as error:
        raise ClusterError(f"{failed}: the program {argv[0]} is missing.", hint) from error
    except subprocess.TimeoutExpired as error:
        raise ClusterError(f"{failed}: {argv[0]} did not end in 15 minutes.", hint) from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines() or [f"exit status {done.returncode}"]
        raise ClusterError(f"{failed}: {lines[-1]}", hint)
    return done.stdout
