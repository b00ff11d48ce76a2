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
    """Install what is missing. Raises ClusterError where that cannot be done here."""
    packages = missing(layout.simulated)
    if packages:
        install(packages, report, f"Install {' '.join(packages)}, then run this again.")


def install(packages: list[str], report: Callable[[str], None], hint: str) -> None:
    """Install Debian packages.

    Raises ClusterError with `hint` where that takes root, another package manager or the network.
    """
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise ClusterError(f"The cluster needs {names}.", hint)
    report(f"Installing {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(["apt-get", "update", "-q"], "The package lists could not be read", hint, env=environment)
    command = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    run(command, f"The packages {names} could not be installed", hint, env=environment)
