"""A platform admin adds an application from a chart in the backend: read, checked, tried out, published."""

from collections.abc import Iterator

import pytest
from support.wait import wait_for

pytestmark = pytest.mark.lane("templates")


@pytest.fixture
def wizard(backend) -> int:
    return backend("chart_wizard", "create", [{"chart_repository": "builtin", "chart_name": "website"}])[0]


@pytest.fixture
def application(backend, wizard) -> Iterator[int]:
    backend.asks_operator("chart_wizard", "action_show_versions", [wizard])
    backend.asks_operator("chart_wizard", "action_read", [wizard])
    backend("chart_wizard", "write", [wizard], {"name": "Pages of our own"})
    made = backend("chart_wizard", "action_create", [wizard])["res_id"]
    yield made
    backend("cloud_app_template", "write", [made], {"is_published": False, "active": False})


def test_from_a_chart_to_the_marketplace(backend, owner, application):
    said = backend.read("cloud_app_template", application, "is_published", "chart_version", "latest_version_id", "slug")
    assert (said["is_published"], said["chart_version"]) == (False, "1.1.0")
    version = said["latest_version_id"][0]
    backend.asks_operator("cloud_app_template", "action_check", [application])
    found = backend.read("cloud_app_version", version, "check_state", "check_report")
    assert found["check_state"] == "fit"
    assert {"Deployment", "Ingress"} <= {entry["kind"] for entry in found["check_report"]["objects"]}
    tried = backend("cloud_app_version", "action_try_out", [version])["res_id"]
    try:
        wait_for(lambda: backend.read("cloud_service", tried, "state")["state"] == "running", "it does not run", 300)
        backend("cloud_app_template", "action_publish", [application])
    finally:
        backend("cloud_service", "remove", [tried])
    assert owner.template(said["slug"])["chart_check"]["state"] == "fit"


def test_a_chart_that_is_not_there(backend, wizard):
    backend("chart_wizard", "write", [wizard], {"chart_version": "9.9.9"})
    with pytest.raises(AssertionError, match=r"no built-in chart website 9\.9\.9"):
        backend.asks_operator("chart_wizard", "action_read", [wizard])
