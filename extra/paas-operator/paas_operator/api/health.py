"""Health, free of any key, and what the operator is."""

from fastapi import APIRouter, Response

from paas_operator.api.deps import RuntimeDep
from paas_operator.api.schemas import Info

router = APIRouter()


@router.get("/healthz", tags=["health"])
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", tags=["health"])
async def readyz(parts: RuntimeDep, response: Response) -> dict[str, str]:
    """The caches are in step with the cluster."""
    if parts.is_ready():
        return {"status": "ok"}
    response.status_code = 503
    return {"status": "the cluster is away, or has not been read yet"}


@router.get("/api/info", tags=["info"], response_model=Info)
async def info(parts: RuntimeDep) -> dict:
    """Versions, what the cluster is, and the built-in charts."""
    return parts.info()
