"""What runs, and where to reach it; looks only, changes nothing."""

import json
from dataclasses import dataclass
from typing import Any

from . import accounts, odoo, whole
from . import cluster as clusters
from .instance import Instance
from .process import Process
from .report import Report


@dataclass(frozen=True)
class Part:
    """One part's name, state (running, stopped, dead, silent) and process."""

    name: str
    state: str
    pid: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The part as `--status --json` shows it."""
        return {"state": self.state, "pid": self.pid}


def parts(instance: Instance) -> list[Part]:
    """The state of each part of an instance and of the cluster."""
    settings = instance.settings()
    probes = {
        "odoo": odoo.health_url(settings.host, settings.port),
        "operator": f"http://127.0.0.1:{settings.operator_port}/readyz",
    }
    own = whole.Platform(instance, Report(quiet=True)).processes()
    found = [_own_part(name, process, probes.get(name)) for name, process in own.items()]
    if settings.database_url:
        found = [part for part in found if part.name != "postgres"]
    return [*found, *_cluster_parts()]


def _own_part(name: str, process: Process, url: str | None) -> Part:
    pid = process.pid()
    if pid is None:
        return Part(name, "dead" if process.pid_file.exists() else "stopped")
    return Part(name, "running" if url is None or odoo.answers(url) else "silent", pid)


def _cluster_parts() -> list[Part]:
    seen = clusters.status()
    inner = [
        Part(f"cluster/{name}", str(part.get("state", "stopped")), part.get("pid"))
        for name, part in seen["parts"].items()
    ]
    return inner or [Part("cluster", "running" if seen["kind"] not in ("embedded", "simulated") else "stopped")]


def document(instance: Instance) -> dict[str, Any]:
    """All that `--status --json` prints."""
    settings = instance.settings()
    known = json.loads(instance.stamp(whole.FACTS) or '{"kubeconfig": null, "apps_domain": null, "ingress_url": null}')
    seen = parts(instance)
    return {
        "url": whole.public_url(settings),
        "operator_url": f"http://127.0.0.1:{settings.operator_port}",
        "operator_api_key_file": str(instance.keys / "operator-api-key"),
        **known,
        "database": whole.database_name(settings),
        "database_url": whole.database_url(instance, settings),
        "accounts": accounts.listed(instance, settings.demo),
        "ready": all(part.state in ("running", "ready") for part in seen),
        "parts": {part.name: part.to_json() for part in seen},
    }
