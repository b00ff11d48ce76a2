"""What the operator is."""

from fastapi import APIRouter

from paas_operator.api.deps import RuntimeDep
from paas_operator.api.schemas import Info

router = APIRouter(tags=["info"])


@router.get("/api/info", response_model=Info)
async def info(parts: RuntimeDep) -> dict:
    """Versions, what the cluster is, and the built-in charts."""
    return parts.info()
