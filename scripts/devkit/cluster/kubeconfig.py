"""Kubeconfig files, one per client certificate."""

import base64
import json
from pathlib import Path

from . import state
from .certs import CERTIFICATES
from .paths import Layout


def _data(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()


def render(layout: Layout, certificate: str) -> str:
    """A kubeconfig (JSON is YAML) that signs in with the named certificate."""
    name = "woow-paas"
    cluster = {"server": layout.api_url, "certificate-authority-data": _data(layout.pki / "ca.crt")}
    user = {
        "client-certificate-data": _data(layout.pki / f"{certificate}.crt"),
        "client-key-data": _data(layout.pki / f"{certificate}.key"),
    }
    context = {"cluster": name, "user": certificate}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": name, "cluster": cluster}],
        "users": [{"name": certificate, "user": user}],
        "contexts": [{"name": name, "context": context}],
        "current-context": name,
    }
    return json.dumps(config, indent=1) + "\n"


def path(layout: Layout, certificate: str) -> Path:
    return layout.config / f"{certificate}.kubeconfig"


def ensure(layout: Layout) -> None:
    """Write the kubeconfig of everything that signs in to the API server."""
    for certificate in CERTIFICATES:
        if certificate.signs_in:
            state.write(path(layout, certificate.name), render(layout, certificate.name))
    state.write(layout.admin_kubeconfig, render(layout, "admin"))
