"""The HTTP application over a fake cluster, with nobody who carries intents out."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from paas_operator.api.app import create_app
from paas_operator.helm.access import TenantAccess
from paas_operator.helm.process import HelmProcesses
from paas_operator.helm.runner import Helm
from paas_operator.releases.namespaces import Identity
from paas_operator.runtime import Runtime
from paas_operator.settings import Settings
from tests.conftest import KEY, METRICS_KEY, SECOND_KEY
from tests.unit.fake_cluster import CONNECTION, FakeCluster, running

FACTS = {
    "version": "1", "kubernetes_version": "v1.34.4", "helm_version": "v4.1.4", "cluster_kind": "kubernetes",
    "enforces_network_policy": True, "stand_in_images": False, "prefix": "paas-ws-",
}  # fmt: skip


@pytest.fixture
def cluster() -> FakeCluster:
    return FakeCluster()


@pytest.fixture
async def runtime(settings: Settings, cluster: FakeCluster) -> Runtime:
    access = TenantAccess(cluster.client(), CONNECTION)
    helm = Helm(HelmProcesses("helm", settings.cache_dir), settings.cache_dir, access)
    return Runtime(settings, cluster.client(), helm, FACTS, Identity("woow-paas", "paas-operator"))


@pytest.fixture(scope="session")
def app() -> FastAPI:
    return create_app((KEY.encode(), SECOND_KEY.encode()), None, METRICS_KEY.encode())


@pytest.fixture
async def anonymous(app: FastAPI, runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    app.state.boot = running(runtime)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://operator") as client:
        client.app = app
        yield client


@pytest.fixture
async def api(anonymous: httpx.AsyncClient) -> httpx.AsyncClient:
    anonymous.headers["X-API-Key"] = KEY
    return anonymous
