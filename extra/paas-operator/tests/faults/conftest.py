"""Faults on the real cluster: each test plays Odoo, breaks something, and compares wish and cluster afterwards.

Each row of the table that `./scripts/test faults` prints is one `fault(...)` of a test.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

import pytest
from devkit import faults_table

from tests.cluster.conftest import admin, helm_path, ingress_url
from tests.cluster.site import Operator, Site, home_of, random_prefix, write_kubeconfig

__all__ = ["admin", "helm_path", "ingress_url"]


@pytest.fixture(scope="session")
def is_long() -> bool:
    return os.environ.get("WOOW_FAULTS") == "long"


@pytest.fixture(scope="session")
def rng() -> random.Random:
    """Random moments, other ones in each run."""
    return random.Random()


@pytest.fixture(scope="session")
def new_site(admin, helm_path, ingress_url, tmp_path_factory) -> Iterator[Callable[[], Site]]:
    """Makes sites; they are taken away at the end."""
    with ExitStack() as opened:

        def make() -> Site:
            prefix = random_prefix()
            folder = tmp_path_factory.mktemp("faults")
            home = opened.enter_context(home_of(admin, prefix))
            kubeconfig = write_kubeconfig(admin, home, folder.with_suffix(".kubeconfig"))
            return Site(admin, prefix, home, kubeconfig, folder, helm_path, ingress_url)

        yield make


@pytest.fixture(scope="session")
def site(new_site) -> Site:
    return new_site()


@contextmanager
def running(site: Site, name: str = "operator", **settings: str) -> Iterator[Operator]:
    """One replica; its log tells no fault of its own at the end."""
    (site.folder / name).mkdir(parents=True, exist_ok=True)
    operator = Operator(site.environment(name, **settings), site.folder / name / "log")
    operator.start()
    try:
        yield operator
    finally:
        operator.stop()
        operator.http.close()
    assert '"level": "error"' not in operator.log()


@pytest.fixture(scope="session")
def fault() -> Callable:
    """`with fault("operator killed -9", "upgrade", kills=1) as row:` is one row of the table."""
    return partial(faults_table.row, os.environ.get("WOOW_FAULTS_ROWS"))
