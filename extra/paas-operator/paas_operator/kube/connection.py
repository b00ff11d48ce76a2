"""How to reach the API server: a kubeconfig with a token, or the pod's own service account."""

import base64
import os
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from paas_operator.errors import StartupError

IN_CLUSTER = Path("/var/run/secrets/kubernetes.io/serviceaccount")


@dataclass(frozen=True)
class Connection:
    """Where the API server is and how to speak to it; `authority` is its CA as base64, empty for a public one."""

    server: str
    tls: ssl.SSLContext
    token: str = ""
    token_file: Path | None = None
    authority: str = ""

    def bearer(self) -> str:
        """The token of this moment: a mounted one is renewed by the kubelet, so it is read each time."""
        return self.token_file.read_text().strip() if self.token_file else self.token


def connect(kubeconfig: Path | None) -> Connection:
    """Read the kubeconfig, or the pod's service account when there is none; raises StartupError."""
    if kubeconfig is not None:
        return _from_kubeconfig(kubeconfig)
    host, port = os.environ.get("KUBERNETES_SERVICE_HOST"), os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    if not host or not (IN_CLUSTER / "token").exists():
        raise StartupError("There is no cluster: set PAAS_KUBECONFIG, or run inside one with a service account.")
    host = f"[{host}]" if ":" in host else host
    authority = base64.b64encode((IN_CLUSTER / "ca.crt").read_bytes()).decode()
    server = f"https://{host}:{port}"
    return _with_token(Connection(server, _tls(authority), token_file=IN_CLUSTER / "token", authority=authority))


def _from_kubeconfig(path: Path) -> Connection:
    try:
        config = yaml.safe_load(path.read_text())
        context = _named(config["contexts"], config["current-context"])["context"]
        cluster = _named(config["clusters"], context["cluster"])["cluster"]
        user = _named(config["users"], context["user"])["user"]
        authority = _authority(cluster, path)
        tls = _tls(authority)
        server = _server(cluster["server"])
    except (OSError, KeyError, TypeError, AttributeError, StopIteration, ValueError, yaml.YAMLError) as exc:
        raise StartupError(f"The kubeconfig {path} can't be used: {type(exc).__name__} while reading it.") from exc
    token_file = path.parent / user["tokenFile"] if user.get("tokenFile") else None
    if not user.get("token") and not token_file:
        raise StartupError(f"The kubeconfig {path} holds no token: the operator runs as a service account of its own.")
    return _with_token(Connection(server, tls, user.get("token", ""), token_file, authority))


def _with_token(connection: Connection) -> Connection:
    """The connection, if its token can be read now."""
    try:
        connection.bearer()
    except (OSError, ValueError) as exc:
        raise StartupError(f"The token {connection.token_file} can't be read.") from exc
    return connection


def _server(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(url)
    return url.rstrip("/")


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["name"] == name)


def _authority(cluster: dict[str, Any], path: Path) -> str:
    if file := cluster.get("certificate-authority"):
        return base64.b64encode((path.parent / file).read_bytes()).decode()
    return cluster.get("certificate-authority-data", "")


def _tls(authority: str) -> ssl.SSLContext:
    return ssl.create_default_context(cadata=base64.b64decode(authority).decode() if authority else None)
