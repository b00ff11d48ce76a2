"""Operations: one generation of one release, told by the intent itself, so it survives whoever began it."""

from typing import Annotated

from fastapi import APIRouter, Path

from paas_operator.api.deps import NamespaceDep, ReleaseDep, RuntimeDep
from paas_operator.api.schemas import ReleaseStatus
from paas_operator.errors import NotFound
from paas_operator.saying import say

router = APIRouter(prefix="/api/operations", tags=["operations"])


@router.get("/{ns}/{name}/{generation}", response_model=ReleaseStatus)
async def read_operation(
    ns: NamespaceDep, name: ReleaseDep, generation: Annotated[int, Path(ge=1, le=2**31 - 1)], parts: RuntimeDep
) -> dict:
    """The operation of a generation; only the newest one is still told."""
    status = parts.view.get(ns, name)
    if status is None or status["generation"] != generation:
        raise NotFound(say("unknown_operation"))
    return status
