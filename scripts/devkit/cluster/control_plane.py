"""etcd, API server, controller manager and scheduler."""

import base64
import json
import secrets
from pathlib import Path

from . import kubeconfig, network, state
from .component import Component
from .paths import Layout

_ETCD, _ETCD_PEER = 26379, 26380
_CONTROLLER_MANAGER, _SCHEDULER = 26257, 26259


def configure(layout: Layout) -> None:
    """Write what the control plane reads; the key that encrypts Secrets at rest is made once."""
    path = _encryption(layout)
    if path.is_file():
        return
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    providers = [{"secretbox": {"keys": [{"name": "key1", "secret": key}]}}, {"identity": {}}]
    config = {
        "apiVersion": "apiserver.config.k8s.io/v1",
        "kind": "EncryptionConfiguration",
        "resources": [{"resources": ["secrets"], "providers": providers}],
    }
    state.write(path, json.dumps(config))


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    return [
        _etcd(layout, programs["etcd"]),
        _apiserver(layout, programs["kube-apiserver"]),
        _controller_manager(layout, programs["kube-controller-manager"]),
        _scheduler(layout, programs["kube-scheduler"]),
    ]


def _encryption(layout: Layout) -> Path:
    return layout.pki / "encryption.json"


def _etcd(layout: Layout, program: Path) -> Component:
    pki, client, peer = layout.pki, f"https://127.0.0.1:{_ETCD}", f"https://127.0.0.1:{_ETCD_PEER}"
    return Component(
        "etcd",
        [
            str(program),
            "--name=embedded",
            f"--data-dir={layout.state / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            f"--initial-advertise-peer-urls={peer}",
            f"--initial-cluster=embedded={peer}",
            f"--cert-file={pki / 'etcd.crt'}",
            f"--key-file={pki / 'etcd.key'}",
            f"--trusted-ca-file={pki / 'etcd-ca.crt'}",
            "--client-cert-auth",
            f"--peer-cert-file={pki / 'etcd.crt'}",
            f"--peer-key-file={pki / 'etcd.key'}",
            f"--peer-trusted-ca-file={pki / 'etcd-ca.crt'}",
            "--peer-client-cert-auth",
            "--auto-compaction-retention=1",
            "--quota-backend-bytes=4294967296",
            "--log-level=warn",
        ],
        listens=f"127.0.0.1:{_ETCD}",
    )


def _apiserver(layout: Layout, program: Path) -> Component:
    pki = layout.pki
    return Component(
        "kube-apiserver",
        [
            str(program),
            f"--bind-address={layout.api_host}",
            *_endpoint(layout),
            f"--secure-port={network.API_PORT}",
            f"--service-cluster-ip-range={network.SERVICE_NETWORK}",
            f"--etcd-servers=https://127.0.0.1:{_ETCD}",
            f"--etcd-cafile={pki / 'etcd-ca.crt'}",
            f"--etcd-certfile={pki / 'etcd-client.crt'}",
            f"--etcd-keyfile={pki / 'etcd-client.key'}",
            f"--encryption-provider-config={_encryption(layout)}",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--anonymous-auth=false",
            "--allow-privileged=true",
            "--profiling=false",
            f"--client-ca-file={pki / 'ca.crt'}",
            f"--tls-cert-file={pki / 'apiserver.crt'}",
            f"--tls-private-key-file={pki / 'apiserver.key'}",
            f"--kubelet-certificate-authority={pki / 'ca.crt'}",
            f"--kubelet-client-certificate={pki / 'apiserver-kubelet.crt'}",
            f"--kubelet-client-key={pki / 'apiserver-kubelet.key'}",
            "--kubelet-preferred-address-types=InternalIP",
            *_aggregation(pki),
            "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
            f"--service-account-key-file={pki / 'service-account.pub'}",
            f"--service-account-signing-key-file={pki / 'service-account.key'}",
        ],
        after=["etcd"],
        listens=f"{layout.api_host}:{network.API_PORT}",
    )


def _aggregation(pki: Path) -> list[str]:
    """Flags for API groups that other servers answer (Kubernetes, "Configure the Aggregation Layer")."""
    return [
        f"--requestheader-client-ca-file={pki / 'front-proxy-ca.crt'}",
        "--requestheader-allowed-names=front-proxy-client",
        "--requestheader-username-headers=X-Remote-User",
        "--requestheader-group-headers=X-Remote-Group",
        "--requestheader-extra-headers-prefix=X-Remote-Extra-",
        f"--proxy-client-cert-file={pki / 'front-proxy-client.crt'}",
        f"--proxy-client-key-file={pki / 'front-proxy-client.key'}",
        "--enable-aggregator-routing=true",
    ]


def _endpoint(layout: Layout) -> list[str]:
    """Flags for the Service `kubernetes`; a loopback address may not stand behind it."""
    address = f"--advertise-address={layout.api_host}"
    return [address, "--endpoint-reconciler-type=none"] if layout.simulated else [address]


def _controller_manager(layout: Layout, program: Path) -> Component:
    return Component(
        "kube-controller-manager",
        [
            str(program),
            "--bind-address=127.0.0.1",
            f"--secure-port={_CONTROLLER_MANAGER}",
            f"--kubeconfig={kubeconfig.path(layout, 'kube-controller-manager')}",
            "--leader-elect=false",
            "--profiling=false",
            "--use-service-account-credentials",
            f"--service-account-private-key-file={layout.pki / 'service-account.key'}",
            f"--root-ca-file={layout.pki / 'ca.crt'}",
        ],
        after=["kube-apiserver"],
        listens=f"127.0.0.1:{_CONTROLLER_MANAGER}",
    )


def _scheduler(layout: Layout, program: Path) -> Component:
    return Component(
        "kube-scheduler",
        [
            str(program),
            "--bind-address=127.0.0.1",
            f"--secure-port={_SCHEDULER}",
            f"--kubeconfig={kubeconfig.path(layout, 'kube-scheduler')}",
            "--leader-elect=false",
            "--profiling=false",
        ],
        after=["kube-apiserver"],
        listens=f"127.0.0.1:{_SCHEDULER}",
    )
