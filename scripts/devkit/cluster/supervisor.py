"""Keeps the cluster's processes running: `python -m devkit.cluster.supervisor <plan.json>`.

The plan names the components; status file and log folder lie beside it. SIGHUP has
the plan read again (what changed is restarted), SIGTERM ends everything, those that others depend on last.
Children die with the supervisor.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, BinaryIO

from . import process, state
from .component import VERSION, Component
from .logs import rotate

_BUSY_TICK, _CALM_TICK = 0.1, 1.0
_ROTATE_EVERY = 30.0
_SETTLED = 60.0
_LONGEST_PAUSE = 30.0
_GRACE = 5.0
_SIGNALS = {signal.SIGCHLD, signal.SIGTERM, signal.SIGINT, signal.SIGHUP}


class Child:
    """One component's process over all its restarts."""

    def __init__(self, component: Component, log: Path) -> None:
        self.component = component
        self.log = log
        self.popen: subprocess.Popen[bytes] | None = None
        self.started_at = 0.0
        self.next_start = 0.0
        self.pause = 1.0
        self.restarts = 0
        self.ready = False
        self.last_exit: int | None = None

    def start(self) -> None:
        """Start the process; one that cannot be started counts as ended."""
        self.started_at = time.time()
        with self.log.open("ab") as log:
            try:
                self.popen = self._spawn(log)
            except OSError as error:
                log.write(f"{error}\n".encode())
                self._ended(127)
                return
        self.ready = not self.component.listens

    def _spawn(self, log: BinaryIO) -> subprocess.Popen[bytes]:
        parent = os.getpid()

        def prepare() -> None:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
            process.die_with(parent)

        return subprocess.Popen(
            self.component.argv,
            env={**os.environ, **self.component.env},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=prepare,  # the supervisor has one thread only
        )

    def _ended(self, code: int) -> None:
        self.last_exit = code
        if time.time() - self.started_at > _SETTLED:
            self.pause = 1.0
        self.popen, self.ready = None, False
        self.next_start = time.monotonic() + self.pause
        self.pause = min(self.pause * 2, _LONGEST_PAUSE)
        self.restarts += 1

    def reap(self) -> bool:
        """Whether the process has just ended; plans its next start."""
        if not self.popen or self.popen.poll() is None:
            return False
        self._ended(self.popen.returncode)
        return True

    def probe(self) -> bool:
        """Whether the process has just become ready."""
        if self.popen and not self.ready and accepts(self.component.listens):
            self.ready = True
            return True
        return False

    def may_start(self, ready: set[str]) -> bool:
        waits = self.component.wait_for
        return (
            self.popen is None
            and time.monotonic() >= self.next_start
            and ready.issuperset(self.component.after)
            and (not waits or Path(waits).exists())
        )

    def to_json(self) -> dict[str, Any]:
        """What `status` tells."""
        pid = self.popen.pid if self.popen else None
        running = "running" if self.ready else "starting"
        return {
            "state": running if pid else ("failed" if self.restarts else "waiting"),
            "pid": pid,
            "started": process.started(pid) if pid else None,
            "since": self.started_at or None,
            "restarts": self.restarts,
            "last_exit": self.last_exit,
        }


def accepts(address: str) -> bool:
    """Whether something listens at "host:port" or at a socket's path."""
    family = socket.AF_UNIX if address.startswith("/") else socket.AF_INET
    host, _, port = address.rpartition(":")
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address if family == socket.AF_UNIX else (host, int(port))) == 0


class Supervisor:
    """The loop over all children."""

    def __init__(self, plan: Path) -> None:
        self.plan = plan
        self.children: dict[str, Child] = {}
        self.status = plan.with_name("status.json")
        self.logs = plan.with_name("logs")
        self.rotate_at = 0.0
        self.plan_digest = ""

    def load(self) -> None:
        """Read the plan; end what it no longer holds or holds differently."""
        self.plan_digest = state.digest(self.plan)
        wanted = [Component(**entry) for entry in state.read_json(self.plan)["components"]]
        kept = {c.name: self.children[c.name] for c in wanted if self._unchanged(c)}
        self.stop([child for name, child in self.children.items() if name not in kept])
        self.children = {c.name: kept.get(c.name) or Child(c, self.logs / f"{c.name}.log") for c in wanted}

    def _unchanged(self, component: Component) -> bool:
        child = self.children.get(component.name)
        return child is not None and child.component == component

    def run(self) -> None:
        self.load()
        self.write_status()
        while True:
            arrived = signal.sigtimedwait(_SIGNALS, self.tick())
            if arrived and arrived.si_signo in (signal.SIGTERM, signal.SIGINT):
                break
            if arrived and arrived.si_signo == signal.SIGHUP:
                self.load()
            if self.step() or (arrived and arrived.si_signo == signal.SIGHUP):
                self.write_status()
        self.stop_all()
        self.status.unlink(missing_ok=True)

    def tick(self) -> float:
        calm = all(child.ready for child in self.children.values())
        return _CALM_TICK if calm else _BUSY_TICK

    def step(self) -> bool:
        """One look at all children; whether anything changed."""
        changed = False
        for child in self.children.values():
            changed |= child.reap()
            changed |= child.probe()
        ready = {name for name, child in self.children.items() if child.ready}
        for child in self.children.values():
            if child.may_start(ready):
                child.start()
                changed = True
        if time.monotonic() >= self.rotate_at:
            self.rotate_at = time.monotonic() + _ROTATE_EVERY
            rotate(self.logs)
        return changed

    def write_status(self) -> None:
        me = process.identity(os.getpid())
        components = {name: child.to_json() for name, child in self.children.items()}
        supervisor = {"pid": me.pid, "started": me.started}
        told = {"version": VERSION, "boot": process.boot(), "plan": self.plan_digest, "supervisor": supervisor}
        state.write_json(self.status, {**told, "components": components})

    def stop_all(self) -> None:
        """End all children; one that others come after waits for them."""
        left = dict(self.children)
        while left:
            needed = {name for child in left.values() for name in child.component.after}
            last = [name for name in left if name not in needed] or list(left)
            self.stop([left.pop(name) for name in last])

    def stop(self, children: list[Child]) -> None:
        running = [child.popen for child in children if child.popen]
        process.end([process.identity(popen.pid) for popen in running], _GRACE)
        for popen in running:
            popen.wait()


def main() -> None:
    os.chdir("/")
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    Supervisor(Path(sys.argv[1])).run()


if __name__ == "__main__":
    main()
