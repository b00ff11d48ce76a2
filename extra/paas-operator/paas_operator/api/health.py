"""Health, free of any key."""

from fastapi import APIRouter, Response

from paas_operator.api.deps import BootDep
from paas_operator.api.front import health

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(boot: BootDep, response: Response) -> dict[str, str]:
    """The caches are in step with the cluster; 503 with the reason while they are not."""
    response.status_code, said = health("/readyz", boot)
    return said
