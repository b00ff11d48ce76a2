"""The platform's own processes: frozen, killed, brought back, and its database."""

import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from devkit import instance as instances
from devkit.postgres import Embedded
from devkit.process import Process
from devkit.report import Report
from devkit.whole import DATABASE, Platform

from .wait import wait_for

INSTANCES = {"up": instances.UP, "test": instances.TEST}


class Parts:
    def __init__(self) -> None:
        self.instance = INSTANCES[os.environ.get("WOOW_INSTANCE", "test")]
        self.platform = Platform(self.instance, Report(quiet=True))

    def kill(self, *names: str) -> None:
        """Kill -9 `odoo` and `operator` at once, as a power cut would."""
        for pid in [self._pid(name) for name in names]:
            os.kill(pid, signal.SIGKILL)
        for name in names:
            wait_for(lambda name=name: self._let_go(name), f"{name} still holds its port", 10, 0.02)

    def bring_back(self) -> None:
        """Start again what is not running, the way `scripts/up` does; returns when it answers."""
        self.platform.up(self.instance.settings())

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

    def _let_go(self, name: str) -> bool:
        """Whether nobody listens on the part's port any more: a process' threads outlive its first one."""
        settings = self.instance.settings()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", settings.port if name == "odoo" else settings.operator_port)) != 0

    def _pid(self, name: str) -> int:
        pid = self._process(name).pid()
        assert pid, f"{name} is not running"
        return pid

    def _process(self, name: str) -> Process:
        return self.platform.processes()[name]
