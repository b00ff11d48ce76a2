"""Prometheus metrics of this replica."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from paas_operator import telemetry
from paas_operator.api.deps import RuntimeDep

router = APIRouter(tags=["metrics"])


@router.get("/metrics", response_class=Response)
async def metrics(parts: RuntimeDep) -> Response:
    """Counters since the start, and what is in memory now, in Prometheus' text format.

    Opened by an API key, or by the metrics key as a bearer token.
    """
    present = CollectorRegistry()
    present.register(parts.figures)
    return Response(generate_latest(telemetry.REGISTRY) + generate_latest(present), media_type=CONTENT_TYPE_LATEST)
