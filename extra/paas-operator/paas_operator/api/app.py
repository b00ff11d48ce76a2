"""The HTTP application: routers behind one gate."""

from fastapi import FastAPI

from paas_operator import __version__
from paas_operator.api import charts, details, health, namespaces, operations, problems, releases
from paas_operator.api.gate import Gate
from paas_operator.runtime import Runtime


def create_app(keys: tuple[bytes, ...], runtime: Runtime) -> FastAPI:
    """The application over a running operator."""
    app = FastAPI(
        title="WOOW PaaS operator",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
    )
    app.state.runtime = runtime
    for module in (health, releases, details, operations, namespaces, charts):
        app.include_router(module.router)
    problems.install(app)
    app.add_middleware(Gate, keys=keys)
    return app
