"""From the start of the process to a running operator.

Helm is asked once, since waiting mends nothing there; the cluster for as long as it takes to answer. What takes long to
load is loaded meanwhile.
"""

import asyncio
import logging
import re
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from paas_operator import __version__
from paas_operator.errors import ClusterUnavailable, OperatorError, StartupError
from paas_operator.helm.access import TenantAccess
from paas_operator.helm.process import HelmProcesses
from paas_operator.helm.runner import Helm
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.connection import Connection
from paas_operator.kube.watch import delay
from paas_operator.saying import say
from paas_operator.settings import Settings

if TYPE_CHECKING:
    from paas_operator.runtime import Runtime

Json = dict[str, Any]

_USER = re.compile(r"^system:serviceaccount:([^:]+):([^:]+)$")
_log = logging.getLogger(__name__)


class Greeting(NamedTuple):
    """What the cluster says of itself and of us."""

    version: str
    namespace: str
    account: str


class Boot:
    """The operator as far as it is there: `runtime` is None, and `reason` says why, until the cluster has answered."""

    def __init__(self, settings: Settings, connection: Connection) -> None:
        self._settings = settings
        self._connection = connection
        self.runtime: Runtime | None = None
        self.reason = "The cluster has not been asked yet."

    def waits_for(self) -> str | None:
        """Why the operator is not ready, or None when it is."""
        if self.runtime is None:
            return self.reason
        return None if self.runtime.is_ready() else "The cluster is away, or has not been read yet."

    def require(self) -> "Runtime":
        """The running operator; raises ClusterUnavailable while there is none."""
        if self.runtime is None:
            raise ClusterUnavailable(self.reason)
        return self.runtime

    async def run(self) -> None:
        """Run the operator until this is cancelled; raises StartupError for what no waiting mends."""
        folder = _own_folder(self._settings.cache_dir)
        client = KubeClient(self._connection)
        try:
            helm = Helm(HelmProcesses(self._settings.helm, folder), folder, TenantAccess(client, self._connection))
            helm.clear()
            parts = asyncio.create_task(asyncio.to_thread(import_module, "paas_operator.runtime"))
            helm_version, greeting = await self._asked(helm, client)
            facts = self._facts(helm_version, greeting.version)
            make, identity = (await parts).Runtime, (await parts).Identity(greeting.namespace, greeting.account)
            async with make(self._settings, client, helm, facts, identity).running() as self.runtime:
                await asyncio.Event().wait()
        finally:
            await client.close()

    async def _asked(self, helm: Helm, client: KubeClient) -> tuple[str, Greeting]:
        """Both at once; a Helm that can't be used is told without waiting for the cluster."""
        greeting = asyncio.create_task(self._greeted(client))
        try:
            return await helm.version(), await greeting
        finally:
            greeting.cancel()
            await asyncio.gather(greeting, return_exceptions=True)

    async def _greeted(self, client: KubeClient) -> Greeting:
        failures = 0
        while True:
            try:
                return await _greet(client)
            except StartupError:
                raise
            except OperatorError as exc:
                failures += 1
                self.reason = f"The cluster can't be used: {exc.detail}"
                _log.warning("the cluster can't be used yet", extra={"error": exc.detail, "failures": failures})
                await asyncio.sleep(delay(failures))

    def _facts(self, helm_version: str, kubernetes_version: str) -> Json:
        settings = self._settings
        return {
            "version": __version__,
            "kubernetes_version": kubernetes_version,
            "helm_version": helm_version,
            "cluster_kind": settings.cluster_kind,
            "enforces_network_policy": settings.enforces_network_policy,
            "stand_in_images": bool(settings.images()),
            "prefix": settings.prefix,
        }


def _own_folder(path: Path) -> Path:
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        raise StartupError(f"The folder {path} can't be made ({exc.strerror}): set PAAS_CACHE_DIR.") from exc
    return path


async def _greet(client: KubeClient) -> Greeting:
    """The API server's version and who we are to it; raises StartupError when we are no service account."""
    reviews = resource("authentication.k8s.io/v1", "selfsubjectreviews")
    try:
        version, review = await asyncio.gather(client.get("/version"), client.create(reviews, {}))
        server, user = str(version["gitVersion"]), str(review["status"]["userInfo"].get("username", ""))
    except (LookupError, TypeError, AttributeError) as exc:
        raise ClusterUnavailable(say("cluster_no_api")) from exc
    match = _USER.match(user)
    if match is None:
        raise StartupError(f"The operator runs as a service account of its own, never as {user or 'anonymous'}.")
    return Greeting(server, *match.groups())
