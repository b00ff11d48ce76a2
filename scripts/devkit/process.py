"""Detached processes known by a pid file that also holds their start time, so that a reused pid is nobody."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .paths import write_private
from .report import Problem
from .run import tail


def start_time(pid: int) -> str | None:
    """The kernel's start time of process `pid`, or None when it is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    fields = stat.rpartition(")")[2].split()
    return None if fields[0] in "ZX" else fields[19]


class Process:
    """One background program: `<name>.pid` in `run_folder`, output in `log`."""

    def __init__(self, name: str, run_folder: Path, log: Path, stop_signal: int = signal.SIGTERM) -> None:
        self.name = name
        self.stop_signal = stop_signal
        self.pid_file = run_folder / f"{name}.pid"
        self.log = log

    def pid(self) -> int | None:
        """The pid while the process lives; None when it never started, died, or the number was reused."""
        try:
            pid, started = self.pid_file.read_text().split()
        except (OSError, ValueError):
            return None
        return int(pid) if start_time(int(pid)) == started else None

    def start(
        self,
        command: Sequence[str | os.PathLike],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> int:
        """Start `command` detached from this terminal, unless it runs already; the log is appended to."""
        running = self.pid()
        if running:
            return running
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as stream:
            child = subprocess.Popen(
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        child.returncode = 0  # it outlives this object on purpose, which would warn about that
        write_private(self.pid_file, f"{child.pid} {start_time(child.pid)}\n")
        return child.pid

    def stop(self, grace: float = 20) -> bool:
        """End the process: its stop signal, and SIGKILL after `grace` seconds. Says whether there was one."""
        pid = self.pid()
        if pid:
            self._signal(pid, self.stop_signal)
            if not self._gone_within(grace):
                self._signal(pid, signal.SIGKILL)
                self._gone_within(30)
        self.pid_file.unlink(missing_ok=True)
        return pid is not None

    def _signal(self, pid: int, number: int) -> None:
        """Send a signal to a process that may end by itself at this very moment."""
        with suppress(ProcessLookupError):
            os.kill(pid, number)

    def _gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.pid():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True

    def require_alive(self, what: str) -> None:
        """Raise a Problem with the end of the log when the process has died."""
        if not self.pid():
            raise Problem(f"{what} stopped right after its start.\n{tail(self.log)}", f"The log is {self.log}.")
