"""Fixtures of all tests against a whole platform: where it is, its parts, its owner's account, a workspace."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from .api import Api
from .backend import Backend
from .cluster import Cluster
from .parts import Parts
from .site import Site
from .wait import PATIENCE
from .workspaces import Workspaces


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Function) -> Iterator[None]:
    """A test that failed half way leaves the next ones, and its own fixtures, a whole platform."""
    try:
        if "parts" in item.funcargs:
            item.funcargs["parts"].mend()
    finally:
        yield


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where pictures and logs go."""
    folder = Path(os.environ.get("WOOW_ARTIFACTS") or Path(__file__).resolve().parents[3] / ".woow" / "e2e")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def site() -> Site:
    """The platform under test; without one, no test is begun."""
    described = Site.from_environment()
    try:
        requests.get(f"{described.url}/web/health", timeout=PATIENCE).raise_for_status()
    except requests.RequestException as error:
        pytest.exit(f"The platform at {described.url} does not answer: {error}", returncode=1)
    return described


@pytest.fixture(scope="session")
def parts(site) -> Parts:
    return Parts(site)


@pytest.fixture(scope="session")
def cluster(site, artifacts) -> Cluster:
    return Cluster(site.kubeconfig, artifacts / "kubectl.log")


@pytest.fixture(scope="session")
def people(site) -> Callable[[str], Api]:
    """`people("owner")`: the API as that demo account, signed in once."""
    signed_in: dict[str, Api] = {}

    def person(name: str) -> Api:
        login = f"{name}@example.com"
        if name not in signed_in:
            signed_in[name] = Api(site.url, login, site.accounts[login])
        return signed_in[name]

    return person


@pytest.fixture(scope="session")
def owner(people) -> Api:
    return people("owner")


@pytest.fixture(scope="session")
def backend(site) -> Backend:
    """The backend as the platform admin uses it."""
    return Backend(Api(site.url, "admin", site.accounts["admin"]))


@pytest.fixture(scope="session")
def workspaces(owner) -> Iterator[Workspaces]:
    made = Workspaces(owner)
    yield made
    made.close()


@pytest.fixture
def workspace(workspaces, request) -> Iterator[dict]:
    """A workspace of the owner's alone; its services are deleted afterwards."""
    made = workspaces.make(request.node.name[:80])
    yield made
    workspaces.leave(made)
