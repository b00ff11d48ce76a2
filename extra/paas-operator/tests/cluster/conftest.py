"""The operator as a process under its own ServiceAccount, on the API server that KUBECONFIG names."""

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster.site import CHART, ROOT, Admin, Json, Operator, Site, home_of, random_prefix, until, write_kubeconfig

__all__ = ["CHART", "ROOT", "Admin", "Json", "Operator", "Site", "until"]


@pytest.fixture(scope="session")
def helm_path() -> str:
    path = os.environ.get("HELM") or shutil.which("helm")
    assert path, "the cluster tests need Helm: set HELM"
    return path


@pytest.fixture(scope="session")
def admin(helm_path: str) -> Admin:
    kubeconfig = os.environ.get("KUBECONFIG")
    assert kubeconfig, "the cluster tests need a cluster: set KUBECONFIG, or leave them out with -m 'not cluster'"
    return Admin(kubeconfig, helm_path)


@pytest.fixture(scope="session")
def ingress_url() -> str:
    url = os.environ.get("PAAS_TEST_INGRESS_URL")
    assert url, "the cluster tests need the ingress: set PAAS_TEST_INGRESS_URL"
    return url


@pytest.fixture(scope="session")
def prefix() -> str:
    return random_prefix()


@pytest.fixture(scope="session")
def home(admin: Admin, prefix: str) -> Iterator[str]:
    with home_of(admin, prefix) as namespace:
        yield namespace


@pytest.fixture(scope="session")
def kubeconfig(admin: Admin, home: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kubeconfig of the operator's ServiceAccount."""
    return write_kubeconfig(admin, home, tmp_path_factory.mktemp("kube") / "config")


@pytest.fixture(scope="session")
def environment(
    admin: Admin, home: str, prefix: str, kubeconfig: Path, helm_path: str, ingress_url: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, str]:  # fmt: skip
    folder = tmp_path_factory.mktemp("site")
    return Site(admin, prefix, home, kubeconfig, folder, helm_path, ingress_url).environment()


@pytest.fixture(scope="session")
def operator(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    operator = Operator(environment, tmp_path_factory.mktemp("log") / "operator.log")
    operator.start()
    yield operator
    operator.stop()
    operator.http.close()
    assert '"level": "error"' not in operator.log()


_numbers = itertools.count(1001)  # smaller ones are named by tests themselves


@pytest.fixture
def namespace(prefix: str) -> str:
    """A tenant's namespace that no other test uses."""
    return f"{prefix}{next(_numbers)}"
