"""A cluster that is there already: the one in KUBECONFIG, or a running K3s."""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import tools
from ..report import Report
from .errors import ClusterError
from .paths import Layout

_K3S_KUBECONFIG = Path("/etc/rancher/k3s/k3s.yaml")
_DEFAULT_CLASS = "ingressclass.kubernetes.io/is-default-class"
_ENFORCING = ("calico", "cilium", "kube-router", "antrea", "weave", "canal")


class Kubectl:
    """Calls kubectl with one kubeconfig."""

    def __init__(self, kubeconfig: Path) -> None:
        program = tools.kubectl(Report(quiet=True), Layout.of_user().state.with_name("kubectl.log"))
        self._argv = [str(program), f"--kubeconfig={kubeconfig}", "--request-timeout=60s"]

    def __call__(self, *arguments: str) -> str:
        done = subprocess.run([*self._argv, *arguments], capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stderr.strip().splitlines() or ["no reason given"]
            raise ClusterError(f"The cluster did not answer: {lines[-1]}", "Check KUBECONFIG and the cluster.")
        return done.stdout

    def items(self, kind: str, *arguments: str) -> list[dict[str, Any]]:
        return json.loads(self("get", kind, "-o", "json", *arguments))["items"]

    def names(self, kind: str) -> list[str]:
        return [item["metadata"]["name"] for item in self.items(kind)]


@dataclass(frozen=True)
class Found:
    """A cluster that somebody else runs."""

    kind: str
    kubeconfig: Path

    @property
    def _kubectl(self) -> Kubectl:
        return Kubectl(self.kubeconfig)

    def ingress_class(self) -> str:
        """The default ingress class, else the only one.

        Raises ClusterError when there is none to choose.
        """
        classes = self._kubectl.items("ingressclasses")
        default = [item for item in classes if item["metadata"].get("annotations", {}).get(_DEFAULT_CLASS) == "true"]
        chosen = default or classes
        if len(chosen) != 1:
            raise ClusterError(
                "The cluster has no ingress class that stands out as the one to use.",
                "Install an ingress controller and mark its IngressClass as default.",
            )
        return chosen[0]["metadata"]["name"]

    def ingress_url(self) -> str:
        """The address of the ingress controller's load balancer, as Service or Ingress status tells it."""
        for service in self._kubectl.items("services", "--all-namespaces"):
            address = load_balancer_address(service)
            if address:
                return f"http://{address}"
        raise ClusterError(
            "The cluster's ingress has no load balancer address to reach it at.",
            "Name its port on this machine, for example that of kubectl port-forward.",
        )

    def node_ip(self) -> str:
        """The internal address of the first node."""
        for node in self._kubectl.items("nodes"):
            for address in node["status"].get("addresses", []):
                if address["type"] == "InternalIP":
                    return address["address"]
        raise ClusterError("No node of the cluster has an internal address.", "Check `kubectl get nodes -o wide`.")

    def enforces_network_policy(self) -> bool:
        """Whether a controller known to enforce network policies runs; K3s carries one."""
        names = self._kubectl.items("daemonsets", "--all-namespaces")
        known = (word in item["metadata"]["name"] for item in names for word in _ENFORCING)
        return self.kind == "k3s" or any(known)


def find(layout: Layout) -> Found | None:
    """The cluster that is to be used instead of the embedded one, if any."""
    named = os.environ.get("KUBECONFIG", "")
    if named:
        kubeconfig = Path(named.split(os.pathsep)[0]).expanduser()
        if kubeconfig.resolve() == layout.admin_kubeconfig.resolve():
            return None
        if not kubeconfig.is_file():
            raise ClusterError(f"KUBECONFIG names {kubeconfig}, which is not a file.", "Correct or unset it.")
        return Found(_kind(kubeconfig), kubeconfig)
    if os.access(_K3S_KUBECONFIG, os.R_OK) and _k3s_runs():
        return Found("k3s", _K3S_KUBECONFIG)
    return None


def load_balancer_address(service: dict[str, Any]) -> str | None:
    """ "host" or "host:port" of a load balancer's plain HTTP port, None for other Services."""
    balancers = service.get("status", {}).get("loadBalancer", {}).get("ingress", [])
    ports = [port["port"] for port in service["spec"].get("ports", []) if port.get("name") in ("web", "http")]
    if not balancers or not ports:
        return None
    host = balancers[0].get("ip") or balancers[0].get("hostname")
    return host if ports[0] == 80 else f"{host}:{ports[0]}"


def _kind(kubeconfig: Path) -> str:
    version = json.loads(Kubectl(kubeconfig)("version", "-o", "json"))
    return "k3s" if "k3s" in version["serverVersion"]["gitVersion"] else "kubernetes"


def _k3s_runs() -> bool:
    try:
        Kubectl(_K3S_KUBECONFIG)("version", "-o", "json")
    except ClusterError:
        return False
    return True
