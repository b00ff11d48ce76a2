"""What stands behind a release: read from the cluster when asked for, except what the cache holds anyway."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from paas_operator.api.deps import NamespaceDep, ReleaseDep, RuntimeDep
from paas_operator.api.schemas import EventList, Logs, Metrics, ReleaseObjectList, RevisionList, Secret
from paas_operator.errors import NotFound
from paas_operator.saying import say

router = APIRouter(prefix="/api/releases/{ns}/{name}", tags=["details"])

PodName = Annotated[str, Query(max_length=253, pattern=r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")]
ContainerName = Annotated[str, Query(max_length=63, pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$")]
Since = Annotated[str, Query(max_length=40, pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z)?$")]


@router.get("/revisions", response_model=RevisionList)
async def revisions(ns: NamespaceDep, name: ReleaseDep, parts: RuntimeDep) -> dict:
    """Helm's history."""
    return {"items": await parts.inspector.revisions(ns, name)}


@router.get("/resources", response_model=ReleaseObjectList)
async def resources(ns: NamespaceDep, name: ReleaseDep, parts: RuntimeDep) -> dict:
    """The release and all its objects as a tree, each with its state; Secrets by their names only."""
    return {"items": await parts.inspector.resources(ns, name)}


@router.get("/events", response_model=EventList)
async def events(ns: NamespaceDep, name: ReleaseDep, parts: RuntimeDep) -> dict:
    """What the cluster tells about the release's objects, newest first."""
    return {"items": await parts.inspector.events(ns, name)}


@router.get("/logs", response_model=Logs)
async def logs(
    ns: NamespaceDep,
    name: ReleaseDep,
    parts: RuntimeDep,
    pod: PodName | None = None,
    container: ContainerName = "",
    since: Since = "",
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> dict:
    """Lines of one container, the newest pod's first one where none is named; `cursor` is the next call's `since`."""
    return await parts.inspector.logs(ns, name, pod, container, since, limit)


@router.get("/metrics", response_model=Metrics)
async def metrics(ns: NamespaceDep, name: ReleaseDep, parts: RuntimeDep) -> dict:
    """What its containers use now, and the last hour, from memory."""
    if parts.view.get(ns, name) is None:
        raise NotFound(say("unknown_release"))
    return parts.usage.of(ns, name)


@router.get("/values")
async def values(ns: NamespaceDep, name: ReleaseDep, parts: RuntimeDep) -> dict:
    """The values of the newest intent, without its secrets."""
    held = await parts.releases.held(ns, name)
    return held.document.current.values


@router.get("/secrets/{key}", response_model=Secret)
async def secret(
    ns: NamespaceDep, name: ReleaseDep, key: Annotated[str, Path(max_length=200)], parts: RuntimeDep
) -> dict:
    """One secret value."""
    held = await parts.releases.held(ns, name)
    found = held.document.secrets(held.document.current)
    if key not in found:
        raise NotFound(say("unknown_secret"))
    return {"key": key, "value": found[key]}
