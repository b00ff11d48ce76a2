"""Faults of the whole platform: Odoo, PostgreSQL and what travels between them and the operator."""

import os
import random
from collections.abc import Callable
from functools import partial

import pytest
from devkit import faults_table
from truth import Truth

pytest_plugins = ["support.fixtures"]


@pytest.fixture(scope="session")
def truth(site, owner, cluster, parts) -> Truth:
    return Truth(site, owner, cluster, parts.instance.state / "operator")


@pytest.fixture(scope="session")
def fault() -> Callable:
    """`with fault("Odoo killed -9", "launch", kills=1) as row:` is one row of the table."""
    return partial(faults_table.row, os.environ.get("WOOW_FAULTS_ROWS"))


@pytest.fixture(scope="session")
def is_long() -> bool:
    return os.environ.get("WOOW_FAULTS") == "long"


@pytest.fixture(scope="session")
def rng() -> random.Random:
    return random.Random()
