"""Debian packages that the node needs, installed when they are missing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from .errors import ClusterError
from .paths import Layout
from .process import run

CNI_BIN = Path("/usr/lib/cni")
# what tells that a package is there -> the package
_ALWAYS = {"openssl": "openssl"}
_NODE = {
    "containerd": "containerd",
    "runc": "runc",
    str(CNI_BIN / "bridge"): "containernetworking-plugins",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "ip": "iproute2",
    "busybox": "busybox-static",
    "modprobe": "kmod",
}


def missing(simulated: bool) -> list[str]:
    """Packages whose programs are not on this machine."""
    needed = _ALWAYS if simulated else _ALWAYS | _NODE
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return [package for program, package in needed.items() if not shutil.which(program, path=path)]


def ensure(layout: Layout, report: Callable[[str], None]) -> None:
    """Install what is missing.

    Raises ClusterError where that takes root or another distribution's package manager.
    """
    packages = missing(layout.simulated)
    if not packages:
        return
    names = " ".join(packages)
    if layout.simulated or not shutil.which("apt-get"):
        raise ClusterError(f"The cluster needs {names}.", "Install them, then run this again.")
    report(f"Installing {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    hint = "Check the machine's package sources and network, then run this again."
    run(["apt-get", "update", "-q"], "The package lists could not be read", hint, env=environment)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    run(install, f"The packages {names} could not be installed", hint, env=environment)
