"""Traefik on the machine: ingress class `traefik`, the applications' door on loopback."""

import socket
from pathlib import Path

from . import kubeconfig
from .component import Component
from .paths import Layout

USER = "woow-paas:traefik"
CLASS = "traefik"
DEFAULT_PORT = 8080
_PING_PORT = 26081
_TLS_DISTANCE = 363


def taken(port: int) -> bool:
    """Whether another program listens where the ingress is to."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def tls_port(port: int) -> int:
    """Where the ingress answers by TLS: 8443 beside 8080."""
    return port + _TLS_DISTANCE


def components(layout: Layout, programs: dict[str, Path], port: int) -> list[Component]:
    argv = [
        str(programs["traefik"]),
        f"--entryPoints.web.address=127.0.0.1:{port}",
        f"--entryPoints.websecure.address=127.0.0.1:{tls_port(port)}",
        "--entryPoints.websecure.http.tls=true",
        f"--entryPoints.ping.address=127.0.0.1:{_PING_PORT}",
        "--ping=true",
        "--ping.entryPoint=ping",
        "--providers.providersThrottleDuration=200ms",
        "--providers.kubernetesIngress=true",
        f"--providers.kubernetesIngress.ingressClass={CLASS}",
        "--providers.kubernetesIngress.allowEmptyServices=true",
        "--providers.kubernetesIngress.strictPrefixMatching=true",
        "--providers.kubernetesIngress.ingressEndpoint.ip=127.0.0.1",
        "--global.checkNewVersion=false",
        "--global.sendAnonymousUsage=false",
        "--log.level=WARN",
    ]
    component = Component(
        "traefik",
        argv,
        env={"KUBECONFIG": str(kubeconfig.path(layout, "traefik"))},
        after=["kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        listens=f"127.0.0.1:{port}",
    )
    return [component]
