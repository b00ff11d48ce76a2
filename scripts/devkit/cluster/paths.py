"""Where the cluster keeps its things; every path of the package is named here."""

import os
from dataclasses import dataclass
from pathlib import Path

from . import network

MODULES = Path(__file__).resolve().parents[2] / "cluster" / "modules"


def _xdg(variable: str, default: str) -> Path:
    return Path(os.environ.get(variable) or Path.home() / default) / "woow-paas"


@dataclass(frozen=True)
class Layout:
    """Folders and files of one user's cluster.

    `state` outlives a restart of the machine, `run` (sockets and mounts) does not, `bin` is a cache.
    A `simulated` cluster has no real node, and needs no root.
    """

    state: Path
    bin: Path
    run: Path
    simulated: bool = False

    @classmethod
    def of_user(cls) -> "Layout":
        """The layout that XDG_STATE_HOME and XDG_CACHE_HOME give (XDG Base Directory Specification 0.8)."""
        state = _xdg("XDG_STATE_HOME", ".local/state") / "cluster"
        binaries = _xdg("XDG_CACHE_HOME", ".cache") / "bin"
        return cls(state, binaries, run=Path("/run/woow-paas"), simulated=os.geteuid() != 0)

    @property
    def api_host(self) -> str:
        """Where the API server listens: an address that pods reach, where there are any."""
        return "127.0.0.1" if self.simulated else network.NODE_IP

    @property
    def api_url(self) -> str:
        return f"https://{self.api_host}:{network.API_PORT}"

    @property
    def lock(self) -> Path:
        """Beside the state, so that a reset cannot remove it under somebody's feet."""
        return self.state.with_name("cluster.lock")

    @property
    def admin_kubeconfig(self) -> Path:
        return self.state / "admin.kubeconfig"

    @property
    def settings(self) -> Path:
        return self.state / "settings.json"

    @property
    def plan(self) -> Path:
        return self.state / "plan.json"

    @property
    def status(self) -> Path:
        return self.state / "status.json"

    @property
    def bootstrapped(self) -> Path:
        """Exists once the cluster holds its own roles, classes and images; tells which objects those are."""
        return self.state / "bootstrapped"

    @property
    def pki(self) -> Path:
        return self.state / "pki"

    @property
    def config(self) -> Path:
        return self.state / "config"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def volumes(self) -> Path:
        return self.state / "volumes"

    @property
    def containerd_socket(self) -> Path:
        return self.run / "containerd.sock"

    def prepare(self) -> None:
        """Make the private folders."""
        for folder in (self.state, self.pki, self.config, self.logs, self.bin):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.state, self.pki, self.config, self.logs):
            folder.chmod(0o700)
