"""Releases: whole intents in, statuses out."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from paas_operator.api.deps import NamespaceDep, ReleaseDep, RuntimeDep
from paas_operator.api.schemas import Preview, ReleaseList, ReleaseStatus
from paas_operator.errors import NotFound
from paas_operator.names import validate_namespace, validate_release
from paas_operator.releases.models import (
    NamedReleaseIntent,
    NextGeneration,
    ReleaseIntent,
    RollBack,
    Uuid,
)
from paas_operator.saying import say

router = APIRouter(prefix="/api/releases", tags=["releases"])

JSON = "application/json"


@router.get("", response_model=ReleaseList)
async def list_releases(parts: RuntimeDep, database_uuid: Uuid | None = None) -> Response:
    """Every release, from memory."""
    return Response(parts.view.listing(database_uuid), media_type=JSON)


@router.post("", status_code=202, response_model=ReleaseStatus)
async def create_release(body: NamedReleaseIntent, parts: RuntimeDep) -> dict:
    """The same as PUT, with namespace and name in the body."""
    namespace = validate_namespace(parts.settings.prefix, body.namespace)
    return await parts.releases.apply(namespace, validate_release(namespace, body.name), body.intent())


@router.put("/{ns}/{name}", status_code=202, response_model=ReleaseStatus)
async def apply_release(ns: NamespaceDep, name: ReleaseDep, body: ReleaseIntent, parts: RuntimeDep) -> dict:
    """The whole intent; saying it twice is saying it once."""
    return await parts.releases.apply(ns, name, body)


@router.post("/{ns}/{name}/preview", response_model=Preview)
async def preview_release(ns: NamespaceDep, name: ReleaseDep, body: ReleaseIntent, parts: RuntimeDep) -> dict:
    """What sending this intent would change; nothing is written."""
    return await parts.previews.of(ns, name, body)


@router.delete("/{ns}/{name}", status_code=202, response_model=ReleaseStatus)
async def delete_release(
    ns: NamespaceDep,
    name: ReleaseDep,
    parts: RuntimeDep,
    generation: Annotated[int, Query(ge=1, le=2**31 - 1)],
    keep_data: bool = False,
) -> dict:
    """Uninstall, with the volumes unless they are to be kept."""
    return await parts.releases.delete(ns, name, generation, keep_data)


@router.get("/{ns}/{name}", response_model=ReleaseStatus)
@router.get("/{ns}/{name}/status", response_model=ReleaseStatus)
async def read_release(ns: NamespaceDep, name: ReleaseDep) -> Response:
    """One release, from memory; `HeldReads` has answered for all that are known."""
    raise NotFound(say("unknown_release"))


@router.post("/{ns}/{name}/stop", status_code=202, response_model=ReleaseStatus)
async def stop_release(ns: NamespaceDep, name: ReleaseDep, body: NextGeneration, parts: RuntimeDep) -> dict:
    return await parts.releases.stop(ns, name, body.generation)


@router.post("/{ns}/{name}/start", status_code=202, response_model=ReleaseStatus)
async def start_release(ns: NamespaceDep, name: ReleaseDep, body: NextGeneration, parts: RuntimeDep) -> dict:
    return await parts.releases.start(ns, name, body.generation)


@router.post("/{ns}/{name}/restart", status_code=202, response_model=ReleaseStatus)
async def restart_release(ns: NamespaceDep, name: ReleaseDep, body: NextGeneration, parts: RuntimeDep) -> dict:
    return await parts.releases.restart(ns, name, body.generation)


@router.post("/{ns}/{name}/rollback", status_code=202, response_model=ReleaseStatus)
async def roll_back_release(ns: NamespaceDep, name: ReleaseDep, body: RollBack, parts: RuntimeDep) -> dict:
    """An upgrade with the values of an earlier generation."""
    return await parts.releases.roll_back(ns, name, body.generation, body.to_generation)
