"""A platform admin adds an application from a chart in the backend: read, checked, tried out, published."""

from collections.abc import Iterator

import pytest
from support.api import Api
from support.wait import wait_for

MODEL = "woow_paas_platform."


class Backend:
    """Odoo's own RPC, as its pages use it."""

    def __init__(self, api: Api):
        self._api = api

    def __call__(self, model: str, method: str, *args: object) -> object:
        name = f"{MODEL}{model}"
        body = {"jsonrpc": "2.0", "params": {"model": name, "method": method, "args": args, "kwargs": {}}}
        answer = self._api.send("POST", f"/web/dataset/call_kw/{name}/{method}", body).json()
        assert "error" not in answer, answer["error"]["data"]["message"]
        return answer["result"]

    def read(self, model: str, record: int, *names: str) -> dict:
        return self(model, "read", [record], names)[0]


@pytest.fixture
def backend(site) -> Backend:
    return Backend(Api(site.url, "admin", site.accounts["admin"]))


@pytest.fixture
def wizard(backend) -> int:
    return backend("chart_wizard", "create", [{"chart_repository": "builtin", "chart_name": "website"}])[0]


@pytest.fixture
def application(backend, wizard) -> Iterator[int]:
    backend("chart_wizard", "action_show_versions", [wizard])
    backend("chart_wizard", "action_read", [wizard])
    backend("chart_wizard", "write", [wizard], {"name": "Pages of our own"})
    made = backend("chart_wizard", "action_create", [wizard])["res_id"]
    yield made
    backend("cloud_app_template", "write", [made], {"is_published": False, "active": False})


def test_from_a_chart_to_the_marketplace(backend, owner, application):
    said = backend.read("cloud_app_template", application, "is_published", "chart_version", "latest_version_id", "slug")
    assert (said["is_published"], said["chart_version"]) == (False, "1.1.0")
    version = said["latest_version_id"][0]
    backend("cloud_app_template", "action_check", [application])
    found = backend.read("cloud_app_version", version, "check_state", "check_report")
    assert found["check_state"] == "fit"
    assert {"Deployment", "Ingress"} <= {entry["kind"] for entry in found["check_report"]["objects"]}
    tried = backend("cloud_app_version", "action_try_out", [version])["res_id"]
    try:
        wait_for(lambda: backend.read("cloud_service", tried, "state")["state"] == "running", "the try-out runs", 180)
        backend("cloud_app_template", "action_publish", [application])
    finally:
        backend("cloud_service", "remove", [tried])
    assert owner.template(said["slug"])["chart_check"]["state"] == "fit"


def test_a_chart_that_is_not_there(backend, wizard):
    backend("chart_wizard", "write", [wizard], {"chart_version": "9.9.9"})
    with pytest.raises(AssertionError, match=r"no built-in chart website 9\.9\.9"):
        backend("chart_wizard", "action_read", [wizard])
