"""What all tests share: settings, sample intents, a cache that is filled by hand."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from paas_operator.releases.models import ReleaseIntent
from paas_operator.settings import Settings

CHARTS = Path(__file__).parent / "charts"
KEY = "a-key-of-the-tests-0123456789"
SECOND_KEY = "another-key-of-the-tests-0123"
METRICS_KEY = "a-key-of-the-tests-for-metrics"
PATIENCE = 240.0  # for what comes soon by itself: a machine may have other things to do meanwhile
NAMESPACE = "paas-ws-7"
RELEASE = "paas-ws-7-shop"

Json = dict[str, Any]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="the long forms, such as 5,000 cases of the fuzzer")


def intent_body(generation: int = 1, **changes: Any) -> Json:
    """A valid body of PUT /api/releases."""
    return {
        "generation": generation,
        "desired": "running",
        "action": "install",
        "chart": {"repository": "builtin", "name": "hello", "version": "1.0.0"},
        "values": {"text": "hello"},
        "secrets": {"token": {"generate": {"length": 24}}},
        "hosts": [],
        "restart_token": "",
        "tenant": {
            "database_uuid": "db-1",
            "workspace_uuid": "ws-1",
            "quota": {"cpu": 2, "memory_gb": 2, "storage_gb": 2},
        },
        "policy": {"rollout_timeout": 120},
        **changes,
    }


def intent(generation: int = 1, **changes: Any) -> ReleaseIntent:
    return ReleaseIntent.model_validate_json(json.dumps(intent_body(generation, **changes)))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY}\n{SECOND_KEY}\n")
    (tmp_path / "cache").mkdir()
    return Settings(api_key_file=keys, builtin_charts=CHARTS, cache_dir=tmp_path / "cache")


@pytest.fixture
def charts(tmp_path: Path) -> Path:
    """A copy of the test charts that may be changed."""
    return Path(shutil.copytree(CHARTS, tmp_path / "charts"))
