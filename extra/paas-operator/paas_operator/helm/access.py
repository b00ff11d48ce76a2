"""What a Helm run may do in the cluster: the rights of one tenant's own account, for as long as a run takes.

A chart's templates can read the cluster with Helm's rights (`lookup`), so Helm never has the operator's.
"""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from paas_operator import names
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.connection import Connection

Json = dict[str, Any]
Lend = Callable[[], Awaitable[str]]
"""Gives the text of a kubeconfig; asked when Helm is about to start, not while it waits for its turn."""

TOKEN_SECONDS = 900


class TenantAccess:
    """Asks the API server for short-lived tokens (TokenRequest) of the account that each tenant's namespace has."""

    def __init__(self, client: KubeClient, connection: Connection) -> None:
        self._client = client
        self._connection = connection

    def of(self, namespace: str) -> Lend:
        """The access to one namespace."""

        async def lend() -> str:
            return self._kubeconfig(namespace, await self._token(namespace))

        return lend

    async def _token(self, namespace: str) -> str:
        path = resource("v1", "serviceaccounts", namespace, names.HELM_ACCOUNT, "token")
        answer = await self._client.create(path, {"spec": {"expirationSeconds": TOKEN_SECONDS}})
        return answer["status"]["token"]

    def _kubeconfig(self, namespace: str, token: str) -> str:
        cluster: Json = {"server": self._connection.server}
        if self._connection.authority:
            cluster["certificate-authority-data"] = self._connection.authority
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "cluster", "cluster": cluster}],
            "users": [{"name": names.HELM_ACCOUNT, "user": {"token": token}}],
            "contexts": [
                {
                    "name": "tenant",
                    "context": {"cluster": "cluster", "user": names.HELM_ACCOUNT, "namespace": namespace},
                }
            ],
            "current-context": "tenant",
        }
        return json.dumps(config)
