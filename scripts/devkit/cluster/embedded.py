"""The cluster that is built and run on this machine, with a real node or, without root, a simulated one."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import (
    api,
    binaries,
    certs,
    control_plane,
    daemon,
    dns,
    images,
    ingress,
    kubeconfig,
    machine,
    manifests,
    metrics,
    node,
    packages,
    simulated,
    state,
    storage,
)
from .component import Component
from .errors import ClusterError
from .paths import Layout

Report = Callable[[str], None]
_START_LIMIT = 180.0
_ATTEMPTS = 5


def ensure(layout: Layout, report: Report, ingress_port: int | None) -> int:
    """Bring the cluster up, or find it up; gives the ingress' port."""
    begin = time.monotonic()
    layout.prepare()
    packages.ensure(layout, report)
    modules = binaries.SIMULATED if layout.simulated else binaries.EMBEDDED
    programs = binaries.ensure(layout, modules, report)
    port = _choose_port(layout, ingress_port)
    if not layout.simulated:
        machine.ensure(layout, report)
    if not daemon.running(layout):
        report("Starting the cluster")
    started = daemon.carry_out(layout, _plan(layout, programs, port))
    _wait_up(layout, programs, report)
    if started:
        report(f"The cluster is up after {time.monotonic() - begin:.1f} s")
    return port


def down(layout: Layout, report: Report) -> None:
    """End every process of the cluster; its state stays."""
    begin = time.monotonic()
    daemon.end(layout)
    if not layout.simulated:
        machine.release(layout)
    report(f"The cluster is down after {time.monotonic() - begin:.1f} s")


def _choose_port(layout: Layout, wanted: int | None) -> int:
    kept = state.read_json(layout.settings).get("ingress_port", ingress.DEFAULT_PORT)
    port = wanted or kept
    held = daemon.running(layout) and port == kept
    if not daemon.running(layout):
        daemon.end(layout)
    for needed in () if held else (port, ingress.tls_port(port)):
        if ingress.taken(needed):
            raise ClusterError(f"Port {needed} is taken by another program.", "Choose another port for the ingress.")
    state.write_json(layout.settings, {"ingress_port": port})
    return port


def _plan(layout: Layout, programs: dict[str, Path], ingress_port: int) -> list[Component]:
    certs.ensure(layout)
    kubeconfig.ensure(layout)
    parts = (simulated,) if layout.simulated else (node, dns)
    for part in (control_plane, *parts, storage):
        part.configure(layout)
    if not layout.simulated:
        parts += (metrics,)
    plan = [
        *control_plane.components(layout, programs),
        *(component for part in parts for component in part.components(layout, programs)),
        *ingress.components(layout, programs, ingress_port),
        *storage.components(layout, programs),
    ]
    return [component.of_program() for component in plan]


def _wait_up(layout: Layout, programs: dict[str, Path], report: Report) -> None:
    client = api.Client(layout)
    _wait(layout, "The API server", client.ready)
    objects = manifests.objects(layout)
    if state.read(layout.bootstrapped) != state.to_json(objects):
        for wanted in objects:
            what = f"The object {wanted['metadata']['name']}"
            _wait(layout, what, lambda wanted=wanted: _applied(client, wanted))
        if not layout.simulated:
            _wait(layout, "containerd", lambda: _is_running(layout, "containerd"))
            images.ensure(layout, programs["pause"])
        state.write(layout.bootstrapped, state.to_json(objects))
        report("The control plane is ready and holds the cluster's own objects")
    _wait(layout, "The node", client.node_ready)
    for name in daemon.status(layout):
        _wait(layout, name, lambda name=name: _is_running(layout, name))


def _applied(client: api.Client, wanted: dict[str, Any]) -> bool:
    """Whether the object is there; right after the first start the API server refuses some for a moment."""
    try:
        client.apply(wanted)
    except (OSError, ClusterError):
        return False
    return True


def _is_running(layout: Layout, name: str) -> bool:
    return daemon.status(layout).get(name, {}).get("state") == "running"


def _wait(layout: Layout, what: str, reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _START_LIMIT
    while not reached():
        if time.monotonic() > deadline or daemon.failing(layout, _ATTEMPTS):
            sentence = f"{what} did not come up. {daemon.failing(layout)}".strip()
            raise ClusterError(sentence, f"The logs are in {layout.logs}.")
        time.sleep(0.1)
