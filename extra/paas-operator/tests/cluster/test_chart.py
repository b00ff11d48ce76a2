"""The operator's own chart, as a site inside the cluster would install it."""

import pytest

from tests.cluster.conftest import CHART

pytestmark = pytest.mark.cluster

VALUES = (
    "settings.imageMap.a=b,settings.eventsUrl=https://odoo.example.com/api/operator/events,deployment.replicas=2,"
    "settings.chartRepositories={https://charts.example.com},settings.ingressUrl=http://traefik.kube-system"
)


def test_the_chart_passes_lint_and_the_api_server(admin, tmp_path):
    admin.helm("lint", "--strict", str(CHART))
    rendered = admin.helm("template", "paas-operator", str(CHART), "--namespace", "default", "--set", VALUES)
    (tmp_path / "rendered.yaml").write_text(rendered)
    answer = admin.kubectl(
        "apply", "--dry-run=server", "--namespace", "default", "--filename", str(tmp_path / "rendered.yaml")
    )
    assert "deployment.apps/paas-operator created" in answer
    assert "validatingadmissionpolicy.admissionregistration.k8s.io/default.paas-operator.woow.io created" in answer


@pytest.mark.parametrize(
    "wrong",
    ["prefix=Paas", "prefix=.*-", "unknown=1", "settings.chartRepositories={http://x.y}", "deployment.replicas=0"],
)
def test_wrong_values_are_refused(admin, wrong):
    answer = admin.helm("template", "x", str(CHART), "--set", wrong, check=False)
    assert "values don't meet the specifications of the schema" in answer
