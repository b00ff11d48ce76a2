"""metrics-server on the machine: the metrics API (`metrics.k8s.io`), from the kubelet's own figures."""

import base64
from pathlib import Path
from typing import Any

from . import kubeconfig, network
from .component import Component
from .paths import Layout

USER = "woow-paas:metrics-server"
NAMESPACE = "kube-system"
SERVICE = "metrics-server"
CERTIFICATE = "metrics-server-serving"
RESOLUTION = "15s"
_PORT = 26444

Object = dict[str, Any]


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    own = kubeconfig.path(layout, "metrics-server")
    component = Component(
        "metrics-server",
        [
            str(programs["metrics-server"]),
            f"--bind-address={network.NODE_IP}",
            f"--secure-port={_PORT}",
            f"--tls-cert-file={layout.pki / CERTIFICATE}.crt",
            f"--tls-private-key-file={layout.pki / CERTIFICATE}.key",
            f"--kubeconfig={own}",
            f"--authentication-kubeconfig={own}",
            f"--authorization-kubeconfig={own}",
            f"--kubelet-certificate-authority={layout.pki / 'ca.crt'}",
            "--kubelet-preferred-address-types=InternalIP",
            "--kubelet-use-node-status-port",
            f"--metric-resolution={RESOLUTION}",
            "--profiling=false",
        ],
        after=["kube-apiserver", "kubelet"],
        wait_for=str(layout.bootstrapped),
        listens=f"{network.NODE_IP}:{_PORT}",
    )
    return [component]


def registration(layout: Layout) -> list[Object]:
    """What leads the API server to it: a Service without pods, its address, and the APIService."""
    port = {"name": "https", "port": 443, "targetPort": _PORT, "protocol": "TCP"}
    slice_labels = {"kubernetes.io/service-name": SERVICE}
    return [
        {
            "apiVersion": "v1",
            "kind": "Service",
            "metadata": {"name": SERVICE, "namespace": NAMESPACE},
            "spec": {"ports": [port]},
        },
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": f"{SERVICE}-host", "namespace": NAMESPACE, "labels": slice_labels},
            "addressType": "IPv4",
            "ports": [{"name": "https", "port": _PORT, "protocol": "TCP"}],
            "endpoints": [{"addresses": [network.NODE_IP], "conditions": {"ready": True}}],
        },
        {
            "apiVersion": "apiregistration.k8s.io/v1",
            "kind": "APIService",
            "metadata": {"name": "v1beta1.metrics.k8s.io"},
            "spec": {
                "group": "metrics.k8s.io",
                "version": "v1beta1",
                "service": {"name": SERVICE, "namespace": NAMESPACE},
                "caBundle": base64.b64encode((layout.pki / "ca.crt").read_bytes()).decode(),
                "groupPriorityMinimum": 100,
                "versionPriority": 100,
            },
        },
    ]
