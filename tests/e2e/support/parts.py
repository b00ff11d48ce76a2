"""The platform's own processes: frozen, killed, brought back, and its database."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

import requests
from devkit import instance as instances
from devkit.postgres import Embedded
from devkit.process import Process
from devkit.report import Report
from devkit.run import tail
from devkit.whole import DATABASE, Platform

from .site import Site
from .wait import wait_for

INSTANCES = {"up": instances.UP, "test": instances.TEST}


@dataclass(frozen=True)
class Started:
    """How a process was started."""

    command: list[str]
    environment: dict[str, str]
    folder: Path

    @classmethod
    def of(cls, pid: int) -> "Started":
        proc = Path(f"/proc/{pid}")
        command = (proc / "cmdline").read_text().rstrip("\0").split("\0")
        pairs = (entry.split("=", 1) for entry in (proc / "environ").read_text().split("\0") if "=" in entry)
        return cls(command, dict(pairs), (proc / "cwd").readlink())


class Parts:
    """`odoo` and `operator`."""

    def __init__(self, site: Site) -> None:
        self.instance = INSTANCES[os.environ.get("WOOW_INSTANCE", "test")]
        self.platform = Platform(self.instance, Report(quiet=True))
        self.health = {"odoo": f"{site.url}/web/health", "operator": f"{site.operator_url}/readyz"}
        self._whole = {name: Started.of(self._pid(name)) for name in self.health}
        self._killed: dict[str, Started] = {}

    def kill(self, *names: str) -> None:
        """Kill -9 all of them at once, as a power cut would."""
        self._killed |= {name: Started.of(self._pid(name)) for name in names}
        for pid in [self._pid(name) for name in names]:
            os.kill(pid, signal.SIGKILL)
        for name in names:
            wait_for(lambda name=name: self._is_gone(name), f"{name} still holds its port or its number", pause=0.02)

    def bring_back(self) -> None:
        """Start what was killed the way it was started before, again when it dies of it, as a supervisor does.

        Returns when it answers; AssertionError holds the end of the log.
        """
        for name, started in self._killed.items():
            self._start(name, started)
        for name, started in self._killed.items():
            try:
                wait_for(lambda n=name, s=started: self._start(n, s) and self.answers(n), f"no {name}", pause=0.2)
            except AssertionError as error:
                error.add_note(f"The end of its log:\n{tail(self._process(name).log)}")
                raise
        self._killed = {}

    def mend(self) -> None:
        """Start what a test that failed left dead; nothing happens when all is there."""
        dead = {name: started for name, started in self._whole.items() if not self._process(name).pid()}
        self._killed = dead | self._killed
        self.bring_back()

    def _start(self, name: str, started: Started) -> int:
        return self._process(name).start(started.command, env=started.environment, cwd=started.folder)

    def restart(self, name: str, **environment: str) -> dict[str, str]:
        """Kill a part and start it with a changed environment; gives what those variables were before."""
        self.kill(name)
        started = self._killed[name]
        before = {key: started.environment.get(key, "") for key in environment}
        self._killed[name] = replace(started, environment={**started.environment, **environment})
        self.bring_back()
        return before

    @contextmanager
    def frozen(self, name: str) -> Iterator[None]:
        """The process neither answers nor dies inside the block."""
        pid = self._pid(name)
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    def sql(self, text: str) -> list[str]:
        """Run SQL on Odoo's database, past Odoo."""
        return Embedded(self.instance.state).server().query(text, DATABASE)

    def _is_gone(self, name: str) -> bool:
        """Whether neither its port nor its process is there: each may outlive the other for a moment."""
        address = urlsplit(self.health[name])
        with socket.socket() as probe:
            listens = probe.connect_ex((address.hostname, address.port)) == 0
        return not listens and not self._process(name).pid()

    def answers(self, name: str) -> bool:
        try:
            return requests.get(self.health[name], timeout=30).ok
        except requests.RequestException:
            return False

    def _pid(self, name: str) -> int:
        pid = self._process(name).pid()
        assert pid, f"{name} is not running"
        return pid

    def _process(self, name: str) -> Process:
        return self.platform.processes()[name]
