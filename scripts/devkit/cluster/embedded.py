"""The cluster that is built and run on this machine."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from . import (
    api,
    binaries,
    certs,
    control_plane,
    dns,
    images,
    ingress,
    kubeconfig,
    leftovers,
    logs,
    manifests,
    network,
    node,
    packages,
    process,
    state,
    storage,
)
from .component import Component
from .errors import ClusterError
from .paths import Layout

Report = Callable[[str], None]
_START_LIMIT = 180.0
# what of the environment matters when images are pulled
_PASSED_ON = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
_NOT_PROXIED = ("localhost", "127.0.0.1", network.POD_NETWORK, network.SERVICE_NETWORK, ".cluster.local")


def ensure(layout: Layout, report: Report, ingress_port: int | None) -> int:
    """Bring the cluster up, or find it up; gives the ingress' port."""
    begin = time.monotonic()
    layout.prepare()
    _claim_machine(layout)
    packages.ensure(report)
    programs = binaries.ensure(layout, binaries.EMBEDDED, report)
    port = _remember_port(layout, ingress_port)
    if network.ensure() and _supervisor(layout):
        report("The pods' bridge was gone; restarting the pods on a new one")
        leftovers.end_containers(layout)
    plan = _plan(layout, programs, port)
    started = _supervise(layout, plan, report)
    _wait_up(layout, programs["pause"], report)
    if started:
        report(f"The cluster is up after {time.monotonic() - begin:.1f} s")
    return port


def status(layout: Layout) -> dict[str, Any]:
    """Per component its state, pid and since when; empty when nothing runs."""
    kept = state.read_json(layout.status)
    if not kept or not _supervisor(layout):
        return {}
    return {
        name: {key: entry[key] for key in ("state", "pid", "since", "restarts")}
        for name, entry in kept["components"].items()
    }


def down(layout: Layout, report: Report) -> None:
    """End every process of the cluster; its state stays."""
    begin = time.monotonic()
    _end(layout)
    if _owner(layout) == layout.state:
        leftovers.end_containers(layout)
        leftovers.unmount(layout)
        leftovers.forget_network(layout)
        _forget_rules(layout)
        network.remove()
        shutil.rmtree(layout.run, ignore_errors=True)
    report(f"The cluster is down after {time.monotonic() - begin:.1f} s")


def port(layout: Layout) -> int:
    """The remembered port of the ingress."""
    return state.read_json(layout.settings).get("ingress_port", ingress.DEFAULT_PORT)


def _owner(layout: Layout) -> Path | None:
    """The state folder of the cluster that holds this machine's bridge and rules, if one does."""
    file = layout.run / "owner"
    return Path(file.read_text()) if file.is_file() else None


def _claim_machine(layout: Layout) -> None:
    owner = _owner(layout)
    if owner and owner != layout.state and _supervisor(replace(layout, state=owner)):
        raise ClusterError(
            f"Another embedded cluster, kept in {owner}, runs on this machine.",
            "End it first, or name it in KUBECONFIG.",
        )
    layout.run.mkdir(mode=0o700, exist_ok=True)
    state.write(layout.run / "owner", str(layout.state))


def _remember_port(layout: Layout, wanted: int | None) -> int:
    chosen = wanted or port(layout)
    state.write_json(layout.settings, {"ingress_port": chosen})
    return chosen


def _plan(layout: Layout, programs: dict[str, Path], ingress_port: int) -> list[Component]:
    certs.ensure(layout)
    kubeconfig.ensure(layout)
    for part in (control_plane, node, dns, storage):
        part.configure(layout)
    return [
        *control_plane.components(layout, programs),
        *node.components(layout, programs),
        *dns.components(layout, programs),
        *ingress.components(layout, programs, ingress_port),
        *storage.components(layout, programs),
    ]


def _supervisor(layout: Layout) -> process.Identity | None:
    kept = state.read_json(layout.status).get("supervisor")
    found = process.Identity(**kept) if kept else None
    return found if found and found.alive() else None


def _supervise(layout: Layout, plan: list[Component], report: Report) -> bool:
    """Have a supervisor carry out the plan; whether anything had to be started."""
    changed = state.write_json(layout.plan, {"components": [component.to_json() for component in plan]})
    running = _supervisor(layout)
    if running:
        if changed:
            report("Restarting what has changed in the cluster")
            running.signal(signal.SIGHUP)
            time.sleep(1)
        return changed
    _end(layout)
    report("Starting the cluster")
    _start_supervisor(layout)
    return True


def _start_supervisor(layout: Layout) -> None:
    scripts = Path(__file__).resolve().parents[2]
    environment = {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), *_NOT_PROXIED])),
        "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(Path.home()),
        "PYTHONPATH": str(scripts),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    argv = [sys.executable, "-m", "devkit.cluster.supervisor", str(layout.plan)]
    with (layout.logs / "supervisor.log").open("ab") as log:
        subprocess.Popen(  # noqa: S603
            argv,
            cwd="/",
            env=environment,
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _end(layout: Layout) -> None:
    """End the supervisor, and what a killed one may have left."""
    kept = state.read_json(layout.status)
    if not kept:
        return
    process.end([process.Identity(**kept["supervisor"])], 60)
    entries = kept["components"].values()
    process.end([process.Identity(entry["pid"], entry["started"]) for entry in entries if entry["pid"]], 15)
    layout.status.unlink(missing_ok=True)


def _wait_up(layout: Layout, pause: Path, report: Report) -> None:
    client = api.Client(layout)
    _wait(layout, "the API server", client.ready)
    if not layout.bootstrapped.exists():
        for wanted in manifests.objects():
            _wait(
                layout,
                f"the object {wanted['metadata']['name']}",
                lambda wanted=wanted: _applied(client, wanted),
            )
        _wait(layout, "containerd", lambda: _running(layout, "containerd"))
        images.ensure(layout, pause)
        layout.bootstrapped.touch()
        report("The control plane is ready and holds the cluster's own objects and images")
    _wait(layout, "the node", client.node_ready)
    for name in status(layout):
        _wait(layout, name, lambda name=name: _running(layout, name))


def _applied(client: api.Client, wanted: dict[str, Any]) -> bool:
    """Whether the object is there; right after the first start the API server refuses some for a moment."""
    try:
        client.apply(wanted)
    except (OSError, ClusterError):
        return False
    return True


def _running(layout: Layout, name: str) -> bool:
    return status(layout).get(name, {}).get("state") == "running"


def _wait(layout: Layout, what: str, reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_LIMIT
    while not reached():
        if time.monotonic() > deadline:
            raise ClusterError(
                f"{what} did not come up in {_START_LIMIT:.0f} s. {_reason(layout)}", _hint(layout)
            )
        time.sleep(0.1)


def _reason(layout: Layout) -> str:
    """Which component keeps ending, and the last thing that it wrote."""
    for name, entry in status(layout).items():
        if entry["restarts"] and entry["state"] != "running":
            return f"{name} keeps ending: {logs.last_line(layout.logs / f'{name}.log')}"
    return "" if _supervisor(layout) else "Its supervisor has ended."


def _hint(layout: Layout) -> str:
    return f"The logs are in {layout.logs}."


def _forget_rules(layout: Layout) -> None:
    program = binaries.installed("kube-proxy") or layout.bin / "kube-proxy"
    if program.is_file():
        process.run([str(program), "--cleanup"], "The rules of Services could not be removed")
