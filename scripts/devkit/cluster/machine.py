"""The real node's hold on this machine: one cluster at a time has its bridge, rules and containers."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from . import binaries, daemon, leftovers, network, process, state
from .errors import ClusterError
from .paths import Layout


def ensure(layout: Layout, report: Callable[[str], None]) -> None:
    """Claim the machine and make its network; pods that lost their bridge are restarted."""
    _claim(layout)
    if network.ensure() and daemon.running(layout):
        report("The pods' bridge was gone; restarting the pods on a new one")
        leftovers.end_containers(layout)


def release(layout: Layout) -> None:
    """Take everything off the machine that the cluster of `layout` put there."""
    if _owner(layout) != layout.state:
        return
    leftovers.end_containers(layout)
    leftovers.unmount(layout)
    leftovers.forget_network(layout)
    kube_proxy = binaries.installed("kube-proxy") or layout.bin / "kube-proxy"
    if kube_proxy.is_file():
        process.run([str(kube_proxy), "--cleanup"], "The rules of Services could not be removed")
    network.remove()
    shutil.rmtree(layout.run)


def _owner(layout: Layout) -> Path | None:
    """The state folder of the cluster that holds this machine, if one does."""
    file = layout.run / "owner"
    return Path(file.read_text()) if file.is_file() else None


def _claim(layout: Layout) -> None:
    owner = _owner(layout)
    if owner and owner != layout.state and daemon.running(replace(layout, state=owner)):
        raise ClusterError(
            f"Another embedded cluster, kept in {owner}, runs on this machine.",
            "End it first, or name it in KUBECONFIG.",
        )
    layout.run.mkdir(mode=0o700, exist_ok=True)
    state.write(layout.run / "owner", str(layout.state))
