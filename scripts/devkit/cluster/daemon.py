"""The supervisor seen from outside: start it, ask it, end it."""

import os
import signal
import sys
import time
from pathlib import Path
from typing import Any

from . import logs, network, process, state
from .component import VERSION, Component
from .errors import ClusterError
from .paths import Layout

# what of the environment matters when images are pulled
_PASSED_ON = ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR")
_NOT_PROXIED = ("localhost", "127.0.0.1", network.POD_NETWORK, network.SERVICE_NETWORK, ".cluster.local")
_ANSWER_LIMIT = 120.0


def running(layout: Layout) -> process.Identity | None:
    """The living supervisor of this state folder."""
    kept = _told(layout).get("supervisor")
    found = process.Identity(**kept) if kept else None
    return found if found and found.alive() else None


def carry_out(layout: Layout, plan: list[Component]) -> bool:
    """Have a supervisor run exactly `plan`; whether it had to be started or told."""
    changed = state.write_json(layout.plan, {"components": [component.to_json() for component in plan]})
    supervisor = running(layout)
    current = _told(layout).get("version") == VERSION
    if supervisor and current and not changed:
        return False
    if supervisor and current:
        supervisor.signal(signal.SIGHUP)
    else:
        end(layout)
        _start(layout)
    _await_answer(layout)
    return True


def end(layout: Layout) -> None:
    """End the supervisor, and what one that was killed may have left."""
    kept = _told(layout)
    if not kept:
        return
    process.end([process.Identity(**kept["supervisor"])], 60)
    entries = [entry for entry in kept["components"].values() if entry["pid"]]
    process.end([process.Identity(entry["pid"], entry["started"]) for entry in entries], 15)
    layout.status.unlink(missing_ok=True)


def status(layout: Layout) -> dict[str, dict[str, Any]]:
    """Per component its state, pid, since when and how often restarted; empty when nothing runs."""
    if not running(layout):
        return {}
    components = _told(layout).get("components", {})
    keys = ("state", "pid", "since", "restarts")
    return {name: {key: entry[key] for key in keys} for name, entry in components.items()}


def failing(layout: Layout, attempts: int = 1) -> str:
    """Which component has ended at least `attempts` times and is not up, and the last thing that it wrote."""
    if not running(layout):
        return f"Its supervisor has ended: {logs.last_line(layout.logs / 'supervisor.log')}"
    for name, entry in status(layout).items():
        if entry["restarts"] >= attempts and entry["state"] != "running":
            return f"{name} keeps ending: {logs.last_line(layout.logs / f'{name}.log')}"
    return ""


def _told(layout: Layout) -> dict[str, Any]:
    """What a supervisor told since the machine's start; empty when none did."""
    kept = state.read_json(layout.status)
    return kept if kept.get("boot", process.boot()) == process.boot() else {}


def _start(layout: Layout) -> None:
    environment = {
        **{name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        "NO_PROXY": ",".join(filter(None, [os.environ.get("NO_PROXY"), *_NOT_PROXIED])),
        "PATH": f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/bin:/sbin:/bin",
        "HOME": str(Path.home()),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    argv = [sys.executable, "-m", "devkit.cluster.supervisor", str(layout.plan)]
    with (layout.logs / "supervisor.log").open("ab") as log, open(os.devnull, "rb") as nothing:
        streams = ((nothing, 0), (log, 1), (log, 2))
        actions = [(os.POSIX_SPAWN_DUP2, stream.fileno(), number) for stream, number in streams]
        os.posix_spawn(sys.executable, argv, environment, file_actions=actions, setsid=True)


def _await_answer(layout: Layout) -> None:
    """Wait until the supervisor says that it works on the plan as it is now."""
    wanted = state.digest(layout.plan)
    deadline = time.monotonic() + _ANSWER_LIMIT
    while _told(layout).get("plan") != wanted:
        if time.monotonic() > deadline:
            raise ClusterError("The cluster's supervisor does not answer.", f"See {layout.logs / 'supervisor.log'}.")
        time.sleep(0.05)
