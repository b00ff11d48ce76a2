"""Certificates: authorities for the cluster, for etcd and for calls that the API server passes on.

Each component has a certificate of its own.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from . import network, state
from .paths import Layout
from .process import run

_DAYS = "3650"
_EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", _DAYS]


@dataclass(frozen=True)
class Certificate:
    """Whom it names, what for, and which authority signs it."""

    name: str
    subject: str
    usage: str = "clientAuth"
    names: str = ""
    authority: str = "ca"

    @property
    def signs_in(self) -> bool:
        """Whether it serves as a client of the API server."""
        return self.usage == "clientAuth" and self.authority == "ca"

    @property
    def digest(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


CERTIFICATES = (
    Certificate(
        "apiserver",
        "/CN=kube-apiserver",
        "serverAuth",
        "DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,"
        "DNS:kubernetes.default.svc.cluster.local,DNS:localhost,"
        f"IP:127.0.0.1,IP:{network.NODE_IP},IP:{network.API_SERVICE_IP}",
    ),
    Certificate("kubelet-server", "/CN=kubelet", "serverAuth", f"DNS:{network.NODE},IP:{network.NODE_IP}"),
    Certificate("etcd", "/CN=etcd", "serverAuth,clientAuth", "DNS:localhost,IP:127.0.0.1", "etcd-ca"),
    Certificate("etcd-client", "/CN=kube-apiserver", authority="etcd-ca"),
    Certificate("apiserver-kubelet", "/CN=kube-apiserver-kubelet-client"),
    Certificate("admin", "/O=system:masters/CN=admin"),
    Certificate("kube-controller-manager", "/CN=system:kube-controller-manager"),
    Certificate("kube-scheduler", "/CN=system:kube-scheduler"),
    Certificate("kube-proxy", "/CN=system:kube-proxy"),
    Certificate("kubelet", f"/O=system:nodes/CN=system:node:{network.NODE}"),
    Certificate("coredns", "/CN=woow-paas:coredns"),
    Certificate("traefik", "/CN=woow-paas:traefik"),
    Certificate("local-path-provisioner", "/CN=woow-paas:local-path-provisioner"),
    Certificate("kwok", "/CN=woow-paas:kwok"),
    Certificate("metrics-server", "/CN=woow-paas:metrics-server"),
    Certificate(
        "metrics-server-serving",
        "/CN=metrics-server",
        "serverAuth",
        f"DNS:metrics-server.kube-system.svc,IP:{network.NODE_IP}",
    ),
    Certificate("front-proxy-client", "/CN=front-proxy-client", authority="front-proxy-ca"),
)


def ensure(layout: Layout) -> None:
    """Issue what is missing or named differently now; keys are readable by the owner alone."""
    for authority in ("ca", "etcd-ca", "front-proxy-ca"):
        _authority(layout.pki, authority)
    if not (layout.pki / "service-account.key").is_file():
        _service_account_key(layout.pki)
    for certificate in CERTIFICATES:
        stamp = layout.pki / f"{certificate.name}.stamp"
        if not stamp.is_file() or stamp.read_text() != certificate.digest:
            _issue(layout.pki, certificate)
            state.write(stamp, certificate.digest)


def _openssl(*arguments: str) -> None:
    run(["openssl", *arguments], "A certificate could not be made", "OpenSSL 3 or newer is needed.")


def _authority(pki: Path, name: str) -> None:
    if (pki / f"{name}.crt").is_file():
        return
    usage = ["-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    files = ["-keyout", str(pki / f"{name}.key"), "-out", str(pki / f"{name}.crt")]
    _openssl("req", "-x509", *_EC, "-subj", f"/CN=woow-paas-{name}", *usage, *files)


def _issue(pki: Path, certificate: Certificate) -> None:
    signer = pki / certificate.authority
    extensions = [
        "basicConstraints=critical,CA:FALSE",
        "keyUsage=critical,digitalSignature",
        f"extendedKeyUsage={certificate.usage}",
        *([f"subjectAltName={certificate.names}"] if certificate.names else []),
    ]
    _openssl(
        "req",
        "-x509",
        *_EC,
        "-subj",
        certificate.subject,
        "-CA",
        f"{signer}.crt",
        "-CAkey",
        f"{signer}.key",
        *(part for extension in extensions for part in ("-addext", extension)),
        "-keyout",
        str(pki / f"{certificate.name}.key"),
        "-out",
        str(pki / f"{certificate.name}.crt"),
    )


def _service_account_key(pki: Path) -> None:
    key, public = str(pki / "service-account.key"), str(pki / "service-account.pub")
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key)
    _openssl("pkey", "-in", key, "-pubout", "-out", public)
