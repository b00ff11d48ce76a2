"""Debian packages that the node needs, installed when they are missing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from .errors import ClusterError
from .process import run

CNI_BIN = Path("/usr/lib/cni")
# what tells that a package is there -> the package
NEEDED = {
    "containerd": "containerd",
    "runc": "runc",
    str(CNI_BIN / "bridge"): "containernetworking-plugins",
    "iptables": "iptables",
    "conntrack": "conntrack",
    "ip": "iproute2",
    "busybox": "busybox-static",
    "openssl": "openssl",
    "modprobe": "kmod",
}


def missing() -> list[str]:
    """Packages whose programs are not on this machine."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return [package for program, package in NEEDED.items() if not shutil.which(program, path=path)]


def ensure(report: Callable[[str], None]) -> None:
    """Install what is missing.

    Raises ClusterError where that needs another distribution's package manager.
    """
    packages = missing()
    if not packages:
        return
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise ClusterError(f"The cluster's node needs {names}.", "Install them, then run this again.")
    report(f"Installing {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    hint = "Check the machine's package sources and network, then run this again."
    run(["apt-get", "update", "-q"], "The package lists could not be read", hint, env=environment)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages]
    run(install, f"The packages {names} could not be installed", hint, env=environment)
