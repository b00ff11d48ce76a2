"""CoreDNS on the bridge's address: names of Services and Pods; others from the machine's resolver."""

import ipaddress
from pathlib import Path

from . import kubeconfig, network, state
from .component import Component
from .paths import Layout

USER = "woow-paas:coredns"
_RESOLV_CONF = Path("/etc/resolv.conf")


def configure(layout: Layout) -> None:
    text = _RESOLV_CONF.read_text() if _RESOLV_CONF.is_file() else ""
    state.write(_corefile(layout), corefile(layout, nameservers(text)))


def nameservers(resolv_conf: str) -> list[str]:
    """Addresses of the `nameserver` lines (resolv.conf(5)) but our own; scoped ones are left out."""
    found = []
    for line in resolv_conf.splitlines():
        match line.split():
            case ["nameserver", address, *_] if address != network.NODE_IP and "%" not in address:
                found.append(str(ipaddress.ip_address(address)))
    return found


def corefile(layout: Layout, upstream: list[str]) -> str:
    """The configuration; without an upstream resolver, foreign names do not exist."""
    forward = f"\n    forward . {' '.join(upstream)}\n    loop" if upstream else ""
    return f""".:53 {{
    bind {network.NODE_IP}
    errors
    health 127.0.0.1:26053
    ready 127.0.0.1:26054
    kubernetes cluster.local in-addr.arpa ip6.arpa {{
        kubeconfig {kubeconfig.path(layout, "coredns")}
        fallthrough in-addr.arpa ip6.arpa
        ttl 5
    }}{forward}
    cache 5
}}
"""


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    corefile_path = _corefile(layout)
    component = Component(
        "coredns",
        [str(programs["coredns"]), "-conf", str(corefile_path)],
        after=["kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        listens="127.0.0.1:26054",
        digest=state.digest(corefile_path),
    )
    return [component]


def _corefile(layout: Layout) -> Path:
    return layout.config / "Corefile"
