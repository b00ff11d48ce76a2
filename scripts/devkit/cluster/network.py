"""The machine's side of the pod network: addresses, the bridge, forwarding and packet filter."""

import ipaddress
import json
import subprocess
from pathlib import Path

from .errors import ClusterError
from .process import run

NODE = "embedded"
BRIDGE = "woow0"
POD_NETWORK = "10.244.0.0/16"
NODE_IP = "10.244.0.1"
SERVICE_NETWORK = "10.96.0.0/16"
API_SERVICE_IP = "10.96.0.1"
API_PORT = 26443
_MAC = "0a:58:0a:f4:00:01"
_CHAIN = "WOOW-PAAS"
_SYSCTLS = {
    "net/ipv4/ip_forward": "1",
    "net/bridge/bridge-nf-call-iptables": "1",
}
# (table, built-in chain) -> what our chain there does; pods get out by NAT, nothing from outside gets in
_RULES = {
    ("mangle", "PREROUTING"): [
        ["-i", "lo", "-j", "RETURN"],
        ["!", "-i", BRIDGE, "-d", POD_NETWORK, "-j", "DROP"],
        ["!", "-i", BRIDGE, "-d", SERVICE_NETWORK, "-j", "DROP"],
    ],
    ("filter", "FORWARD"): [
        ["-i", BRIDGE, "-j", "ACCEPT"],
        ["-o", BRIDGE, "-m", "conntrack", "--ctstate", "RELATED,ESTABLISHED", "-j", "ACCEPT"],
    ],
    ("nat", "POSTROUTING"): [
        ["-s", POD_NETWORK, "!", "-d", POD_NETWORK, "!", "-o", BRIDGE, "-j", "MASQUERADE"],
    ],
}
# (table, built-in chain, chain) that kubelet makes and nobody takes away
_KUBELET_CHAINS = [
    ("mangle", "PREROUTING", "KUBE-IPTABLES-HINT"),
    *((table, "OUTPUT", "KUBE-KUBELET-CANARY") for table in ("mangle", "filter", "nat")),
    ("filter", "INPUT", "KUBE-FIREWALL"),
    ("filter", "OUTPUT", "KUBE-FIREWALL"),
]


def ensure() -> bool:
    """Make bridge, sysctls and rules what they should be; True when the bridge was not there."""
    _refuse_overlap()
    missing = not Path(f"/sys/class/net/{BRIDGE}").exists()
    if missing:
        _ip("link", "add", BRIDGE, "address", _MAC, "type", "bridge")
    _ip("addr", "replace", f"{NODE_IP}/16", "dev", BRIDGE)
    _ip("link", "set", BRIDGE, "up")
    if not Path("/proc/sys/net/bridge").exists():
        run(["modprobe", "br_netfilter"], "The kernel module br_netfilter could not be loaded")
    for name, value in _SYSCTLS.items():
        Path("/proc/sys", name).write_text(value)
    for (table, hook), rules in _RULES.items():
        _chain(table, hook, rules)
    return missing


def remove() -> None:
    """Take the bridge and the rules away, kubelet's included."""
    own = [(table, hook, f"{_CHAIN}-{hook}") for table, hook in _RULES]
    for table, hook, chain in own + _KUBELET_CHAINS:
        for arguments in (["-D", hook, "-j", chain], ["-F", chain], ["-X", chain]):
            _iptables(table, *arguments)
            _iptables(table, *arguments, program="ip6tables")
    if Path(f"/sys/class/net/{BRIDGE}").exists():
        _ip("link", "delete", BRIDGE)


def overlapping(routes: list[dict[str, str]]) -> str | None:
    """The first of the machine's routes (`ip -json route`) that another device has into our networks."""
    ours = [ipaddress.ip_network(POD_NETWORK), ipaddress.ip_network(SERVICE_NETWORK)]
    for route in routes:
        destination = route["dst"]
        if destination == "default" or route.get("dev") == BRIDGE:
            continue
        if any(network.overlaps(ipaddress.ip_network(destination, strict=False)) for network in ours):
            return f"{destination} ({route.get('dev', 'no device')})"
    return None


def _refuse_overlap() -> None:
    route = overlapping(json.loads(_ip("-4", "-json", "route") or "[]"))
    if route:
        raise ClusterError(
            f"The machine has a route to {route}; the cluster needs {POD_NETWORK} and {SERVICE_NETWORK}.",
            "Remove that route, or name another cluster in KUBECONFIG.",
        )


def _chain(table: str, hook: str, rules: list[list[str]]) -> None:
    chain = f"{_CHAIN}-{hook}"
    _iptables(table, "-N", chain)
    if not all(_iptables(table, "-C", chain, *rule) for rule in rules):
        _iptables(table, "-F", chain)
        for rule in rules:
            _required(table, "-A", chain, *rule)
    if not _iptables(table, "-C", hook, "-j", chain):
        _required(table, "-I", hook, "1", "-j", chain)


def _ip(*arguments: str) -> str:
    return run(["ip", *arguments], "The pod network could not be set up")


def _required(table: str, *arguments: str) -> None:
    run(["iptables", "-w", "-t", table, *arguments], "The packet filter could not be set up")


def _iptables(table: str, *arguments: str, program: str = "iptables") -> bool:
    argv = [program, "-w", "-t", table, *arguments]
    return subprocess.run(argv, capture_output=True, check=False).returncode == 0
