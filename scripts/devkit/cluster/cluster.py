"""The package's interface: which cluster it is, and what can be done with it."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import daemon, embedded, external, images, ingress, state
from .errors import ClusterError
from .paths import Layout

APPS_DOMAIN = "apps.localhost"
_EMBEDDED_NOTES = [
    "The embedded cluster shows network policies but does not enforce them.",
    "The size of a volume is not enforced.",
]

_SIMULATED_NOTES = [
    "The node is simulated: nothing really runs in this cluster, and no application answers.",
    "A real node needs root, or another cluster in KUBECONFIG.",
]


@dataclass(frozen=True)
class Cluster:
    """A cluster that answers; `kind` is kubernetes, k3s, embedded or simulated.

    `ingress_tls_url` is known for the embedded cluster only.
    """

    kind: str
    kubeconfig: Path
    apps_domain: str
    ingress_url: str
    ingress_class: str
    node_ip: str
    enforces_network_policy: bool
    ingress_tls_url: str = ""
    notes: list[str] = field(default_factory=list)


def ensure(report: Callable[[str], None], *, ingress_port: int | None = None) -> Cluster:
    """The cluster in KUBECONFIG, else a running K3s, else the embedded one, which is brought up.

    Raises ClusterError with what is wrong and a way on.
    """
    layout = Layout.of_user()
    found = external.find(layout)
    if found:
        return _external(found, ingress_port)
    with state.locked(layout.lock, report):
        port = embedded.ensure(layout, report, ingress_port)
    return Cluster(
        kind=_own_kind(layout),
        kubeconfig=layout.admin_kubeconfig,
        apps_domain=APPS_DOMAIN,
        ingress_url=f"http://127.0.0.1:{port}",
        ingress_tls_url=f"https://127.0.0.1:{ingress.tls_port(port)}",
        ingress_class=ingress.CLASS,
        node_ip=layout.api_host,
        enforces_network_policy=False,
        notes=list(_SIMULATED_NOTES if layout.simulated else _EMBEDDED_NOTES),
    )


def status() -> dict[str, Any]:
    """Kind and, for the embedded cluster, each part's state, pid, start (seconds since 1970) and restarts."""
    layout = Layout.of_user()
    found = external.find(layout)
    if found:
        return {"kind": found.kind, "kubeconfig": str(found.kubeconfig), "parts": {}}
    parts = daemon.status(layout)
    return {"kind": _own_kind(layout), "kubeconfig": str(layout.admin_kubeconfig), "parts": parts}


def down(report: Callable[[str], None]) -> None:
    """End the embedded cluster's processes and containers; another cluster is left alone."""
    layout = Layout.of_user()
    if layout.state.is_dir():
        with state.locked(layout.lock, report):
            embedded.down(layout, report)


def reset(report: Callable[[str], None]) -> None:
    """`down`, and remove everything that the embedded cluster holds, volumes included."""
    layout = Layout.of_user()
    if layout.state.is_dir():
        with state.locked(layout.lock, report):
            embedded.down(layout, report)
            shutil.rmtree(layout.state)
        report("The cluster's state is removed")


def log_files() -> dict[str, Path]:
    """The embedded cluster's log files by component."""
    folder = Layout.of_user().logs
    return {file.stem: file for file in sorted(folder.glob("*.log"))}


def has_image(cluster: Cluster, reference: str) -> bool:
    """Whether the embedded node holds the image; False for another cluster, whose images are its own."""
    return cluster.kind == "embedded" and images.present(Layout.of_user(), reference)


def import_image(cluster: Cluster, tar: Path) -> None:
    """Import an image archive into the embedded node.

    Raises ClusterError for another cluster: that pulls its images.
    """
    if cluster.kind != "embedded":
        raise ClusterError("Images are imported into the embedded cluster only.", "Publish them in a registry.")
    images.load(Layout.of_user(), tar)


def prune(cluster: Cluster, prefix: str) -> None:
    """Delete the namespaces whose names start with `prefix`, and wait until they are gone."""
    if not prefix:
        raise ValueError("an empty prefix would delete every namespace")
    kubectl = external.Kubectl(cluster.kubeconfig)
    names = [name for name in kubectl.names("namespaces") if name.startswith(prefix)]
    if not names:
        return
    kubectl("delete", "namespace", *names, "--wait=false", "--ignore-not-found")
    for name in names:
        kubectl("delete", "pods", "--all", f"--namespace={name}", "--grace-period=1", "--wait=false")
    kubectl("wait", "--for=delete", "--timeout=600s", "--request-timeout=0", *(f"namespace/{name}" for name in names))


def _own_kind(layout: Layout) -> str:
    return "simulated" if layout.simulated else "embedded"


def _external(found: external.Found, ingress_port: int | None) -> Cluster:
    url = f"http://127.0.0.1:{ingress_port}" if ingress_port else found.ingress_url()
    enforces = found.enforces_network_policy()
    return Cluster(
        kind=found.kind,
        kubeconfig=found.kubeconfig,
        apps_domain=APPS_DOMAIN,
        ingress_url=url,
        ingress_class=found.ingress_class(),
        node_ip=found.node_ip(),
        enforces_network_policy=enforces,
        notes=[] if enforces else ["No controller that enforces network policies was found in this cluster."],
    )
