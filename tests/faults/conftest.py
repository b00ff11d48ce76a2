"""Faults of the whole platform: Odoo, PostgreSQL and what travels between them and the operator."""

import os
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from devkit import faults_table
from support.api import Api
from support.cluster import Cluster
from support.parts import Parts
from support.site import Site
from truth import Truth


@pytest.fixture(scope="session")
def site() -> Site:
    return Site.from_environment()


@pytest.fixture(scope="session")
def parts(site) -> Parts:
    return Parts(site)


@pytest.fixture(scope="session")
def owner(site) -> Api:
    return Api(site.url, "owner@example.com", site.accounts["owner@example.com"])


@pytest.fixture(scope="session")
def truth(site, owner, parts) -> Truth:
    folder = Path(os.environ["WOOW_ARTIFACTS"])
    folder.mkdir(parents=True, exist_ok=True)
    return Truth(site, owner, Cluster(site.kubeconfig, folder / "kubectl.log"), parts.instance.state / "operator")


@pytest.fixture
def workspace(owner, request):
    """A workspace of the owner's alone; its services are deleted afterwards."""
    made = owner.create_workspace(request.node.name[:80])
    yield made
    services = owner.get(f"/api/workspaces/{made['id']}/services?limit=200")
    for service in services:
        if service["state"] != "deleting":
            owner.delete(service)
    for service in services:
        owner.gone(service)
    owner.call("DELETE", f"/api/workspaces/{made['id']}")


@pytest.fixture(scope="session")
def fault() -> Callable:
    """`with fault("Odoo killed -9", "launch", kills=1) as row:` is one row of the table."""
    return partial(faults_table.row, os.environ.get("WOOW_FAULTS_ROWS"))


@pytest.fixture(scope="session")
def rng() -> random.Random:
    return random.Random()
