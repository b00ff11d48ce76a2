"""The few calls to the API server that bringing the cluster up takes."""

import http.client
import json
import ssl
from typing import Any

from . import network
from .errors import ClusterError
from .paths import Layout

_PLURALS = {"IngressClass": "ingressclasses", "StorageClass": "storageclasses"}


class Client:
    """Calls with the admin's certificate."""

    def __init__(self, layout: Layout) -> None:
        self._host = layout.api_host
        context = ssl.create_default_context(cafile=str(layout.pki / "ca.crt"))
        context.load_cert_chain(layout.pki / "admin.crt", layout.pki / "admin.key")
        self._context = context

    def request(self, method: str, path: str, body: Any = None, kind: str = "application/json") -> Any:
        """The answer's JSON, or text where it is none.

        Raises OSError when the server is away, ClusterError when it refuses.
        """
        connection = http.client.HTTPSConnection(self._host, network.API_PORT, timeout=10, context=self._context)
        try:
            connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": kind})
            response = connection.getresponse()
            text = response.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        if response.status >= 400:
            raise ClusterError(f"The API server answered {response.status} to {method} {path}: {text[:300]}")
        return json.loads(text) if text.startswith("{") else text

    def ready(self) -> bool:
        """Whether the API server says that it is ready."""
        try:
            return self.request("GET", "/readyz") == "ok"
        except (OSError, ClusterError):
            return False

    def apply(self, wanted: dict[str, Any]) -> None:
        """Server-side apply of one object (Kubernetes API, "Server-Side Apply")."""
        path = f"{object_path(wanted)}?fieldManager=woow-paas&force=true"
        self.request("PATCH", path, wanted, "application/apply-patch+yaml")

    def node_ready(self) -> bool:
        """Whether the node takes pods."""
        try:
            node = self.request("GET", f"/api/v1/nodes/{network.NODE}")
        except (OSError, ClusterError):
            return False
        conditions = node["status"].get("conditions", [])
        return any(entry["type"] == "Ready" and entry["status"] == "True" for entry in conditions)


def object_path(wanted: dict[str, Any]) -> str:
    """URL path of an object of one of our kinds."""
    version, kind, metadata = wanted["apiVersion"], wanted["kind"], wanted["metadata"]
    root = f"/api/{version}" if "/" not in version else f"/apis/{version}"
    namespace = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
    return f"{root}{namespace}/{_PLURALS.get(kind, kind.lower() + 's')}/{metadata['name']}"
