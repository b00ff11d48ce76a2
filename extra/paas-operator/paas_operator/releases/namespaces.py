"""Tenants' namespaces: made, kept as they should be, and removed when nothing is left in them."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from paas_operator import names
from paas_operator.errors import ClusterUnavailable, ForeignNamespace
from paas_operator.kube import prune
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import METADATA_LIST, KubeClient, resource
from paas_operator.kube.errors import KubeConflict, KubeNotFound
from paas_operator.releases import namespace_objects as objects
from paas_operator.releases.leases import Leases
from paas_operator.releases.models import Tenant
from paas_operator.releases.store import IntentStore
from paas_operator.saying import say

Json = dict[str, Any]

RIGHTS_WAIT = 10.0
QUOTA_WAIT = 30.0
END_WAIT = 120.0
_POLL = 0.1
_QUICK_POLL = 0.03
_RBAC = "rbac.authorization.k8s.io/v1"


@dataclass(frozen=True)
class Identity:
    """The operator's own service account, and the role it binds in each namespace."""

    namespace: str
    account: str

    @property
    def tenant_role(self) -> str:
        return f"{self.namespace}:{self.account}:tenant"

    @property
    def release_role(self) -> str:
        """What the tenant's own account has, as which Helm runs."""
        return f"{self.namespace}:{self.account}:release"

    @property
    def label(self) -> str:
        return f"{self.namespace}.{self.account}"[:63]


class Namespaces:
    """Namespaces of the operator's prefix; the names were validated before they come here."""

    def __init__(
        self, client: KubeClient, cache: ClusterCache, leases: Leases, intents: IntentStore, identity: Identity
    ) -> None:
        self._client = client
        self._cache = cache
        self._leases = leases
        self._intents = intents
        self._identity = identity

    async def check_owner(self, namespace: str, tenant: Tenant) -> None:
        """Raise ForeignNamespace when the namespace, or an intent for it, is another database's or workspace's."""
        held = self._cache.namespaces.get("", namespace)
        if held and not held["deleting"]:
            self._refuse_foreign(held, tenant)
        for status in await self._intents.in_namespace(namespace):
            if (status.database_uuid, status.workspace_uuid) != (tenant.database_uuid, tenant.workspace_uuid):
                raise ForeignNamespace(say("promised_namespace", namespace=namespace))

    async def ensure(self, namespace: str, tenant: Tenant) -> None:
        """Make the namespace what it should be; raises ForeignNamespace."""
        await self._leases.hold(names.lease_name(namespace), lambda: self._ensure(namespace, tenant))

    async def remove_if_empty(self, namespace: str) -> bool:
        """Delete the namespace unless a release or a volume is left; True when it goes."""
        return await self._leases.hold(names.lease_name(namespace), lambda: self._remove_if_left(namespace, 0))

    async def leave(self, namespace: str, forget: Callable[[], Awaitable[None]]) -> None:
        """The end of a release: `forget` takes its intent away, and with the last one goes the namespace.

        One after the other: of two that leave at once, each would take the other for one that stays.
        """

        async def go() -> None:
            await self._remove_if_left(namespace, 1)
            await forget()

        await self._leases.hold(names.lease_name(namespace), go)

    async def _remove_if_left(self, namespace: str, intents: int) -> bool:
        if len(await self._intents.in_namespace(namespace)) > intents or await self._volumes(namespace):
            return False
        await self.delete(namespace)
        return True

    async def delete(self, namespace: str) -> None:
        """Begin to delete the namespace with all that is in it; one that is gone already is success."""
        try:
            await self._client.delete(resource("v1", "namespaces", None, namespace))
        except KubeNotFound:
            return

    async def read(self, namespace: str) -> Json | None:
        """The namespace's metadata from the cluster, or None."""
        try:
            return prune.metadata(await self._client.get(resource("v1", "namespaces", None, namespace)))
        except KubeNotFound:
            return None

    def is_there(self, namespace: str) -> bool:
        """Whether the namespace is there and stays, as the watch saw it last."""
        held = self._cache.namespaces.get("", namespace)
        return held is not None and not held["deleting"]

    def belongs_to(self, held: Json, tenant: Tenant) -> bool:
        """Whether this operator made the namespace, for this database and workspace."""
        annotations = held["annotations"]
        owner = annotations.get(names.DATABASE_UUID), annotations.get(names.WORKSPACE_UUID)
        ours = held["labels"].get(names.OPERATOR) == self._identity.label
        return ours and owner == (tenant.database_uuid, tenant.workspace_uuid)

    async def _ensure(self, namespace: str, tenant: Tenant) -> None:
        wanted = objects.namespace(namespace, self._identity.label, tenant)
        held = await self._living(namespace)
        if held is None:
            try:
                await self._client.create(resource("v1", "namespaces"), wanted)
            except KubeConflict:
                return await self._ensure(namespace, tenant)
        else:
            self._refuse_foreign(held, tenant)
            if wanted["metadata"]["labels"].items() - held["labels"].items():
                metadata = {"labels": wanted["metadata"]["labels"]}
                await self._client.merge(resource("v1", "namespaces", None, namespace), {"metadata": metadata})
        await self._take_rights(namespace)
        deployments = [w for w in self._cache.workloads["Deployment"] if w["namespace"] == namespace]
        contents = objects.contents(tenant.quota, deployments)
        await asyncio.gather(*(self._put(plural, namespace, obj) for plural, obj in contents))
        await self._await_quota(namespace)
        return None

    async def _put(self, plural: str, namespace: str, obj: Json) -> None:
        await self._client.apply(resource(obj["apiVersion"], plural, namespace, obj["metadata"]["name"]), obj)

    async def _await_quota(self, namespace: str) -> None:
        """Wait until the quota is in force (about 0.1 s after a change): Helm's objects would be refused before."""
        path = resource("v1", "resourcequotas", namespace, objects.QUOTA)
        try:
            async with asyncio.timeout(QUOTA_WAIT):
                while not objects.is_in_force(await self._client.get(path)):
                    await asyncio.sleep(_QUICK_POLL)
        except TimeoutError as exc:
            raise ClusterUnavailable(say("namespace_quota", namespace=namespace)) from exc

    async def _living(self, namespace: str) -> Json | None:
        """The namespace, or None; one that is being deleted is waited for."""
        try:
            async with asyncio.timeout(END_WAIT):
                while (held := await self.read(namespace)) and held["deleting"]:
                    await asyncio.sleep(_POLL * 5)
                return held
        except TimeoutError as exc:
            raise ClusterUnavailable(say("namespace_ending", namespace=namespace)) from exc

    def _refuse_foreign(self, held: Json, tenant: Tenant) -> None:
        if not self.belongs_to(held, tenant):
            raise ForeignNamespace(say("foreign_namespace", namespace=held["name"]))

    async def _take_rights(self, namespace: str) -> None:
        """Bind Helm's role and then our own, and wait until the API server has heard of both (about 0.1 s)."""
        mine = self._identity
        bindings = [
            objects.role_binding(names.HELM_ACCOUNT, mine.release_role, namespace, names.HELM_ACCOUNT),
            objects.role_binding("woow-paas-operator", mine.tenant_role, mine.namespace, mine.account),
        ]
        if not any([await self._bind(namespace, binding) for binding in bindings]):
            return
        attributes = {"namespace": namespace, "verb": "create", "resource": "secrets"}
        review = {"spec": {"resourceAttributes": attributes}}
        path = resource("authorization.k8s.io/v1", "selfsubjectaccessreviews")
        try:
            async with asyncio.timeout(RIGHTS_WAIT):
                while not (await self._client.create(path, review))["status"]["allowed"]:
                    await asyncio.sleep(_QUICK_POLL)
        except TimeoutError as exc:
            raise ClusterUnavailable(say("namespace_rights", namespace=namespace)) from exc

    async def _bind(self, namespace: str, binding: Json) -> bool:
        """True when the binding was not there before."""
        try:
            await self._client.create(resource(_RBAC, "rolebindings", namespace), binding)
        except KubeConflict:
            return False
        return True

    async def _volumes(self, namespace: str) -> bool:
        path = resource("v1", "persistentvolumeclaims", namespace)
        found = await self._client.items(path, accept=METADATA_LIST, labelSelector=names.SERVICE)
        return any("deletionTimestamp" not in item["metadata"] for item in found)
