"""Odoo as a program: its configuration file, one-off runs, and the server in the background."""

import configparser
import io
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from . import paths, venvs
from .instance import Instance
from .odoo_source import OdooSource
from .postgres import Server
from .process import Process
from .report import Problem, Report
from .run import run_logged

START_SECONDS = 300


@dataclass(frozen=True)
class Runtime:
    """An Odoo source and the Python environment it runs in."""

    source: OdooSource
    venv: Path

    @property
    def python(self) -> Path:
        """The interpreter to run Odoo with."""
        return self.venv / "bin" / "python"

    def environment(self) -> dict[str, str]:
        """Environment in which `python -m odoo` is this Odoo, and our helpers can be imported."""
        libraries = (self.source.library, paths.CHECKOUT / "scripts")
        return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, libraries)), "ODOO_NOTIFY_CRON_CHANGES": "1"}


def runtime(source: OdooSource, report: Report, log: Path) -> Runtime:
    """The runtime for a source; its packages are installed when missing."""
    own = [paths.REQUIREMENTS / name for name in ("odoo.txt", "odoo-test.txt")]
    listed = [*own, paths.CHECKOUT / "requirements.txt"]
    return Runtime(source, venvs.ensure("odoo", listed, report, log))


class Odoo:
    """One Odoo of an instance, working on one database."""

    def __init__(self, instance: Instance, runtime: Runtime, server: Server, database: str) -> None:
        self.instance = instance
        self.runtime = runtime
        self.server = server
        self.database = database
        self.data = instance.state / "odoo"
        self.config = instance.state / f"odoo-{database}.conf"
        self.process = Process("odoo", instance.run, instance.log("odoo"))

    def filestore(self, database: str | None = None) -> Path:
        """Where the attachments of a database lie."""
        return self.data / "filestore" / (database or self.database)

    def write_config(self, host: str, port: int, demo: bool = True) -> None:
        """Write the configuration file; the database's password stays in there, out of arguments."""
        options = {
            "addons_path": ",".join(map(str, [*self.runtime.source.addons, paths.addons_folder()])),
            "data_dir": self.data,
            "db_name": self.database,
            "dbfilter": f"^{self.database}$",
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password,
            "list_db": False,
            "admin_passwd": self.instance.key_file("odoo-master-password").read_text().strip(),
            "http_interface": host,
            "http_port": port,
            "workers": 0,
            "server_wide_modules": "base,web",
        }
        options |= {"with_demo": demo} if self.runtime.source.series == "19.0" else {"without_demo": not demo and "all"}
        parser = configparser.RawConfigParser()
        parser["options"] = {name: str(value) for name, value in options.items() if value != ""}
        text = io.StringIO()
        parser.write(text)
        paths.private_folder(self.data)
        paths.write_private(self.config, text.getvalue())

    def command(self, *arguments: str) -> list:
        """The command line of this Odoo with further arguments."""
        return [self.runtime.python, "-m", "odoo", *arguments[:1], "-c", self.config, *arguments[1:]]

    def run(self, what: str, *arguments: str, log: Path | None = None, timeout: float = 1800) -> None:
        """Run Odoo once in the foreground, until it ends by itself."""
        command = self.command("server", *arguments, "--stop-after-init", "--no-http")
        environment = self.runtime.environment()
        run_logged(command, log or self.instance.log("install"), what, env=environment, timeout=timeout)

    def shell(self, what: str, script: str) -> None:
        """Run a Python text with `env` at hand in Odoo's shell."""
        command = self.command("shell", "--no-http", "--log-level=warn")
        environment = self.runtime.environment()
        run_logged(command, self.instance.log("install"), what, env=environment, stdin=script, timeout=900)

    def installed(self) -> bool:
        """Whether the database exists and has the addon."""
        if self.database not in self.server.databases():
            return False
        if self.server.query("SELECT to_regclass('ir_module_module')", self.database) == [""]:
            return False
        sql = f"SELECT 1 FROM ir_module_module WHERE name = '{paths.ADDON}' AND state = 'installed'"  # noqa: S608
        return bool(self.server.query(sql, self.database))

    def start(self, host: str, port: int) -> None:
        """Start the server in the background and wait until it answers."""
        self.process.start(self.command("server"), env=self.runtime.environment())
        self.wait(health_url(host, port))

    def wait(self, url: str) -> None:
        """Return when `url` answers; raise a Problem when the server dies or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not answers(url):
            self.process.require_alive("Odoo")
            if time.monotonic() > deadline:
                raise Problem(f"Odoo does not answer after {START_SECONDS} s.", f"The log is {self.process.log}.")
            time.sleep(0.2)


def reachable_host(host: str) -> str:
    """The address by which this machine reaches a server that listens on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104


def health_url(host: str, port: int) -> str:
    """The address at which Odoo says that it is well."""
    return f"http://{reachable_host(host)}:{port}/web/health"


def answers(url: str, timeout: float = 5) -> bool:
    """Whether an HTTP GET of `url` succeeds."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(url, timeout=timeout) as response:
            return response.status < 300
    except (urllib.error.URLError, OSError):
        return False


def copy_tree(source: Path, target: Path) -> None:
    """Copy a filestore, by hard links where that is possible: its files never change."""
    shutil.rmtree(target, ignore_errors=True)
    if not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    linked = subprocess.run(["cp", "-al", source, target], capture_output=True, check=False)
    if linked.returncode:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
