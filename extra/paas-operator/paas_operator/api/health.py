"""Health, free of any key."""

from fastapi import APIRouter, Response

from paas_operator.api.deps import RuntimeDep

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(parts: RuntimeDep, response: Response) -> dict[str, str]:
    """The caches are in step with the cluster."""
    if parts.is_ready():
        return {"status": "ok"}
    response.status_code = 503
    return {"status": "the cluster is away, or has not been read yet"}
