"""Namespaces of workspaces."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import StringConstraints

from paas_operator import names
from paas_operator.api.deps import NamespaceDep, RuntimeDep
from paas_operator.api.schemas import NamespaceStatus
from paas_operator.errors import NamespaceInUse, NotFound
from paas_operator.names import validate_namespace
from paas_operator.releases.models import Tenant
from paas_operator.runtime import Runtime
from paas_operator.saying import say

router = APIRouter(prefix="/api/namespaces", tags=["namespaces"])


class NamedTenant(Tenant):
    namespace: Annotated[str, StringConstraints(max_length=63)]

    def tenant(self) -> Tenant:
        return Tenant(**self.model_dump(exclude={"namespace"}))


@router.post("", status_code=201, response_model=NamespaceStatus)
async def create_namespace(body: NamedTenant, parts: RuntimeDep) -> dict:
    """The same as PUT, with the name in the body."""
    return await _ensure(parts, validate_namespace(parts.settings.prefix, body.namespace), body.tenant())


@router.put("/{ns}", response_model=NamespaceStatus)
async def ensure_namespace(ns: NamespaceDep, body: Tenant, parts: RuntimeDep) -> dict:
    """The namespace with labels, quota, limits, network policies and pod security."""
    return await _ensure(parts, ns, body)


@router.get("/{ns}", response_model=NamespaceStatus)
async def read_namespace(ns: NamespaceDep, parts: RuntimeDep) -> dict:
    """What is known of it, from memory."""
    held = parts.cache.namespaces.get("", ns)
    if held is None:
        raise NotFound(say("unknown_namespace"))
    return _status(ns, "terminating" if held["deleting"] else "active", held["annotations"])


@router.delete("/{ns}", status_code=202, response_model=NamespaceStatus)
async def delete_namespace(ns: NamespaceDep, parts: RuntimeDep) -> dict:
    """Delete an empty namespace; one that still holds releases or kept volumes is refused."""
    held = await parts.namespaces.read(ns)
    if held is None:
        raise NotFound(say("unknown_namespace"))
    if not await parts.namespaces.remove_if_empty(ns):
        raise NamespaceInUse(say("namespace_in_use", namespace=ns))
    return _status(ns, "terminating", held["annotations"])


async def _ensure(parts: Runtime, namespace: str, tenant: Tenant) -> dict:
    await parts.namespaces.check_owner(namespace, tenant)
    await parts.namespaces.ensure(namespace, tenant)
    annotations = {names.DATABASE_UUID: tenant.database_uuid, names.WORKSPACE_UUID: tenant.workspace_uuid}
    return _status(namespace, "active", annotations)


def _status(namespace: str, phase: str, annotations: dict[str, str]) -> dict:
    return {
        "namespace": namespace,
        "phase": phase,
        "database_uuid": annotations.get(names.DATABASE_UUID, ""),
        "workspace_uuid": annotations.get(names.WORKSPACE_UUID, ""),
    }
