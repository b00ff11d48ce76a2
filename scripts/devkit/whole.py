"""The whole platform of one instance: brought up, stopped, erased."""

import json
import shutil
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from . import accounts, images, kube, odoo, odoo_database, odoo_source, postgres, users
from . import cluster as clusters
from .instance import Instance, Settings
from .odoo import Odoo
from .operator_process import Operator
from .process import Process
from .report import Problem, Report

DATABASE = "woow"
FACTS = "facts"


class Platform:
    """Steps from nothing to a platform that answers; each is skipped when it is done already."""

    def __init__(self, instance: Instance, report: Report) -> None:
        self.instance = instance
        self.report = report
        self.operator = Operator(instance)

    def up(self, settings: Settings, update: bool = False) -> None:
        """Bring everything up. Raises Problem with a way on when something fails."""
        self.instance.prepare()
        self._check_ports(settings)
        with ThreadPoolExecutor(max_workers=1) as pool:
            side = pool.submit(self._cluster_side, settings)
            web = self._odoo_side(settings, update)
            kubes, image_map = side.result()
        place = kubes.claim()
        if self.instance.stamp(odoo_database.LEFTOVERS):
            self.operator.process.stop()
            kubes.forget(place)
            self.instance.set_stamp(odoo_database.LEFTOVERS, "")
        self._note(kubes.cluster)
        odoo_database.apply_settings(web, self._wanted(settings, kubes.cluster, place), self.report)
        environment = self.operator.environment(settings, kubes, place, image_map)
        self.operator.ensure(environment, update, self.report)
        users.note(self.instance)
        if not web.process.pid():
            with self.report.step("Starting Odoo", announce=False):
                web.start(settings.host, settings.port)
        web.wait(odoo.health_url(settings.host, settings.port))

    def _cluster_side(self, settings: Settings) -> tuple[kube.Kube, Path | None]:
        cluster = clusters.ensure(self.report.say, ingress_port=settings.ingress_port)
        kubes = kube.Kube(cluster, self.instance, self.report)
        return kubes, images.ensure(kubes, self.report) if cluster.kind == "embedded" else None

    def _odoo_side(self, settings: Settings, update: bool) -> Odoo:
        """Odoo with its database up to date; not started."""
        log = self.instance.log("install")
        server, database = self._server(settings)
        source = odoo_source.ensure(self.report, log, settings.odoo_series or None)
        web = Odoo(self.instance, odoo.runtime(source, self.report, log), server, database)
        before = web.config.read_text() if web.config.exists() else ""
        web.write_config(settings.host, settings.port, settings.demo)
        changed = odoo_database.outdated(web)
        if web.process.pid() and (before != web.config.read_text() or (changed and update)):
            web.process.stop()
        if web.process.pid():
            if changed:
                self.report.say("The addon's sources changed since: ./scripts/up --update picks the changes up")
        else:
            odoo_database.ensure(web, settings.demo, self.report)
        return web

    def _server(self, settings: Settings) -> tuple[postgres.Server, str]:
        postgres.install_programs(self.report, self.instance.log("install"))
        if settings.database_url:
            return postgres.from_dsn(settings.database_url)
        with self.report.step("PostgreSQL", announce=False):
            return postgres.Embedded(self.instance.state, self.instance.durable).ensure(), DATABASE

    def _wanted(self, settings: Settings, cluster: clusters.Cluster, place: kube.Place) -> dict:
        """What the database has to know, in the form of `inside_odoo.apply`."""
        ingress = urlsplit(cluster.ingress_url or "")
        wanted = {
            "parameters": {
                "operator_url": f"http://127.0.0.1:{settings.operator_port}",
                "apps_domain": cluster.apps_domain,
                "apps_scheme": ingress.scheme or "http",
                "apps_port": str(ingress.port or ""),
                "public_url": public_url(settings),
                "namespace_prefix": place.prefix,
                "secret_key_file": str(self.instance.fernet_key_file()),
                **({"without_mail": "True"} if settings.demo else {}),
            },
            "system": {"web.base.url": public_url(settings), "web.base.url.freeze": "True"},
            "secrets": {
                "operator_api_key": str(self.instance.key_file("operator-api-key")),
                "operator_events_key": str(self.instance.key_file("operator-events-key")),
            },
        }
        if not settings.demo:
            wanted["admin_password_file"] = str(accounts.admin_password_file(self.instance))
        return wanted

    def _note(self, cluster: clusters.Cluster) -> None:
        """Keep what only a running cluster can tell, for a later `--status`."""
        facts = {
            "kubeconfig": str(cluster.kubeconfig),
            "apps_domain": cluster.apps_domain,
            "ingress_url": cluster.ingress_url,
            "notes": cluster.notes,
        }
        self.instance.set_stamp(FACTS, json.dumps(facts))

    def _check_ports(self, settings: Settings) -> None:
        """Raise a Problem when another program holds a port that we are about to use."""
        parts = {"odoo": (settings.host, settings.port), "operator": ("127.0.0.1", settings.operator_port)}
        for name, (host, port) in parts.items():
            if not Process(name, self.instance.run, self.instance.log(name)).pid() and _taken(host, port):
                option = "--port" if name == "odoo" else "--operator-port"
                raise Problem(f"Port {port} is taken by another program.", f"Choose another one: {option} {port + 10}")

    def stop(self) -> list[str]:
        """Stop this instance's processes, last started first; returns the names of those that ran."""
        stopped = [name for name, process in self.processes().items() if process.stop()]
        users.forget(self.instance)
        return stopped

    def processes(self) -> dict[str, Process]:
        """This instance's own processes, in the order in which they are stopped."""
        embedded = postgres.Embedded(self.instance.state)
        web = Process("odoo", self.instance.run, self.instance.log("odoo"))
        return {"odoo": web, "operator": self.operator.process, "postgres": embedded.process}

    def discard_database(self) -> None:
        """Stop everything and let the next `up` begin with a new database; keys and caches stay."""
        self.stop()
        for stamp in ("addon", "settings"):
            self.instance.set_stamp(stamp, "")
        log = self.instance.log("install")
        postgres.install_programs(self.report, log)
        postgres.Embedded(self.instance.state, self.instance.durable).ensure().drop_database(DATABASE)

    def leave_cluster(self) -> None:
        """Remove what this instance has in the cluster, which others go on using."""
        self.stop()
        cluster = clusters.ensure(self.report.say)
        kubes = kube.Kube(cluster, self.instance, self.report)
        kubes.forget(kubes.claim())

    def erase(self) -> None:
        """Stop everything and remove this instance's state: database, files, keys and logs."""
        self.stop()
        shutil.rmtree(self.instance.state, ignore_errors=True)


def public_url(settings: Settings) -> str:
    """The address that people type."""
    local = settings.host in ("127.0.0.1", "0.0.0.0", "::", "localhost")  # noqa: S104
    return f"http://{'localhost' if local else settings.host}:{settings.port}"


def database_name(settings: Settings) -> str:
    """The name of the platform's database."""
    return postgres.from_dsn(settings.database_url)[1] if settings.database_url else DATABASE


def database_url(instance: Instance, settings: Settings) -> str:
    """A libpq URL of the platform's database, without its password."""
    if settings.database_url:
        server, name = postgres.from_dsn(settings.database_url)
        return server.url(name)
    return postgres.Embedded(instance.state).server().url(DATABASE)


def _taken(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Problem(f"Port {port} needs root.", "Choose one above 1023 with --port.") from None
        except OSError:
            return True
    return False
