"""The HTTP application: routers behind one gate."""

from typing import Any

from fastapi import FastAPI, Security
from fastapi.security import APIKeyHeader

from paas_operator import __version__
from paas_operator.api import charts, details, health, info, metrics, namespaces, operations, problems, releases
from paas_operator.api.gate import Gate
from paas_operator.api.reads import HeldReads
from paas_operator.api.schemas import Problem
from paas_operator.api.trace import Trace
from paas_operator.boot import Boot

# For the document alone: the gate has checked the key before any route is looked for.
_KEY = APIKeyHeader(name="X-API-Key", auto_error=False)
_PROBLEM = {"model": Problem, "content": {problems.MEDIA_TYPE: {}}}
_PROBLEMS: dict[int | str, dict[str, Any]] = {"4XX": _PROBLEM, "5XX": _PROBLEM}


def create_app(keys: tuple[bytes, ...], boot: Boot, metrics_key: bytes | None = None) -> FastAPI:
    """The application over an operator that runs or is about to; `metrics_key` opens the metrics alone."""
    app = FastAPI(
        title="WOOW PaaS operator",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.boot = boot
    app.include_router(health.router)
    for module in (info, metrics, releases, details, operations, namespaces, charts):
        app.include_router(module.router, dependencies=[Security(_KEY)], responses=_PROBLEMS)
    problems.install(app)
    app.add_middleware(HeldReads)
    app.add_middleware(Gate, keys=keys, metrics_key=metrics_key)
    app.add_middleware(Trace)
    return app
