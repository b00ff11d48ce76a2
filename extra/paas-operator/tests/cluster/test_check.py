"""Charts are looked at before they are installed: by Helm's own rendering, hooks too, without any cluster."""

from pathlib import Path

import pytest

from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.catalog import Charts
from paas_operator.charts.check import ChartCheck
from paas_operator.charts.reference import ChartReference
from paas_operator.helm import runner
from paas_operator.helm.process import HelmProcesses
from paas_operator.helm.runner import Helm
from paas_operator.postrender.rules import Rules
from paas_operator.settings import IMAGE_REGISTRIES
from tests.cluster.site import GENEROUS, until
from tests.conftest import PATIENCE, intent_body

pytestmark = pytest.mark.cluster

APPS = Path(__file__).parents[4] / "helm" / "apps"
HELLO = {"repository": "builtin", "name": "hello", "version": "1.0.0"}
HOOK = """
apiVersion: v1
kind: Pod
metadata: {name: evil, annotations: {helm.sh/hook: pre-install}}
spec: {hostNetwork: true, containers: [{name: c, image: "nginx:latest"}]}
"""


def checked(operator, **body) -> dict:
    """What the check finds, once the machine gave Helm the time to render."""

    def found() -> dict | None:
        answer = operator.call("POST", "/api/charts/check", {"chart": HELLO, **body})
        assert answer.status_code == 200, answer.text
        late = any("Helm took more than" in finding["message"] for finding in answer.json()["findings"])
        return None if late else answer.json()

    return until(found, GENEROUS, "the chart is rendered in time")


def test_a_chart_is_checked_with_its_values_hooks_and_all(operator):
    fine = checked(operator, values={"ingress": {"enabled": True, "host": "a.example.com"}}, hosts=["a.example.com"])
    assert (fine["findings"], fine["app_version"]) == ([], "1.35")
    assert fine["digest"].startswith("sha256:")
    assert {item["kind"] for item in fine["objects"]} == {"Deployment", "Secret", "Service", "Ingress"}
    [image] = fine["images"]
    assert (image["floating"], image["allowed"]) == (False, True)

    bad = checked(operator, values={"breakage": {"object": HOOK}}, policy={"allow": ["registry"]})
    assert {(f["code"], f["severity"], f["object"]) for f in bad["findings"]} == {
        ("host_network", "refuse", "Pod/evil"),
        ("floating_tag", "refuse", "Pod/evil"),
        ("registry", "warn", "Pod/evil"),
    }


def test_what_does_not_render_is_a_finding_too(operator):
    for values in ({"replicas": "many"}, {"breakage": {"object": "- just\n- text"}}):
        [found] = checked(operator, values=values)["findings"]
        assert found["code"] in ("does_not_render", "malformed")
        assert found["severity"] == "refuse"
        assert "/tmp" not in found["message"]


def test_versions_of_a_built_in_chart(operator):
    found = operator.call("GET", "/api/charts/versions?repository=builtin&name=hello").json()
    assert found == {"items": [{"version": "1.0.0", "app_version": "1.35"}]}
    assert operator.call("GET", "/api/charts/versions?repository=builtin&name=none").json()["code"] == "chart_not_found"


def test_a_chart_that_is_refused_is_not_installed(operator, admin, namespace):
    name = f"{namespace}-evil"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body(values={"breakage": {"object": HOOK}}))
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "chart")
    assert "uses the network of the node" in status["reason"]["message"]
    assert "There are 2 more findings" in status["reason"]["message"]
    assert admin.get("pods,deployments", "-n", namespace) == []
    operator.wish("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


@pytest.mark.parametrize("chart", BuiltinCharts(APPS).catalogue(), ids=lambda chart: chart["name"])
async def test_our_own_charts_need_no_allowance(chart, helm_path, tmp_path, monkeypatch):
    monkeypatch.setattr(runner, "EXAMINE_TIMEOUT", PATIENCE)
    charts = Charts(BuiltinCharts(APPS), None)
    site = Rules(namespace="paas-ws-1", service="paas-ws-1-check", report="", registries=IMAGE_REGISTRIES)
    check = ChartCheck(charts, Helm(HelmProcesses(helm_path, tmp_path), tmp_path, None), site)
    reference = ChartReference(repository="builtin", **chart)
    rules = {"hosts": ("app.example.com",), "allow": ()}
    for values in ({}, {"ingress": {"enabled": True, "host": "app.example.com"}}):
        found = await check.run(reference, values, rules)
        if any("don't meet the specifications" in finding["message"] for finding in found["findings"]):
            assert values, found
            continue
        assert found["findings"] == []
        assert found["images"]
