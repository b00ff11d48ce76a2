"""The operator's own chart, as a site inside the cluster would install it."""

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from paas_operator.helm.process import AT_A_TIME, READING_AT_A_TIME
from paas_operator.kube.quantity import parse_quantity
from paas_operator.settings import Settings
from tests.cluster.conftest import CHART
from tests.cluster.site import GENEROUS, provided, until
from tests.conftest import CHARTS

pytestmark = pytest.mark.cluster

EVERYTHING = {
    "metrics": {"enabled": True, "dashboard": {"enabled": True}},
    "deployment": {"imagePullSecrets": [{"name": "registry"}], "podAnnotations": {"a": "b"}},
    "networkPolicy": {"from": [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "odoo"}}}]},
    "settings": {
        "imageMap": {"a": "b"},
        "eventsUrl": "https://odoo.example.com:8443/api/operator/events",
        "chartRepositories": ["https://charts.example.com"],
        "ingressUrl": "http://traefik.kube-system",
        "tls": "cert-manager",
        "tlsIssuer": "letsencrypt",
    },
}
# What the image itself says (helm, built-in charts), and what only an operator outside of the cluster needs.
NOT_IN_THE_CHART = {"kubeconfig", "helm", "builtin_charts"}

PEAK_OF_CHILD = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.fixture
def rendered(admin, tmp_path):
    """The chart's objects by kind, with everything switched on or with values of the test's own."""

    def render(values: dict = EVERYTHING) -> dict[str, list[dict]]:
        (tmp_path / "values.json").write_text(json.dumps(values))
        command = ("template", "paas-operator", str(CHART), "--namespace", "default", "-f")
        text = admin.helm(*command, str(tmp_path / "values.json"))
        (tmp_path / "rendered.yaml").write_text(text)
        kinds: dict[str, list[dict]] = {}
        for obj in filter(None, yaml.safe_load_all(text)):
            kinds.setdefault(obj["kind"], []).append(obj)
        return kinds

    return render


def pod_of(kinds: dict) -> dict:
    [deployment] = kinds["Deployment"]
    return deployment["spec"]["template"]["spec"]


def test_the_chart_passes_lint_and_the_api_server(admin, rendered, tmp_path):
    admin.helm("lint", "--strict", str(CHART))
    kinds = rendered()
    answer = admin.kubectl(
        "apply", "--dry-run=server", "--namespace", "default", "--filename", str(tmp_path / "rendered.yaml")
    )
    assert answer.count("created (server dry run)") == sum(map(len, kinds.values()))
    for made in (
        "deployment.apps/paas-operator", "poddisruptionbudget.policy/paas-operator",
        "configmap/paas-operator-dashboard", "networkpolicy.networking.k8s.io/paas-operator",
        "validatingadmissionpolicy.admissionregistration.k8s.io/default.paas-operator.woow.io",
    ):  # fmt: skip
        assert f"{made} created" in answer


@pytest.mark.parametrize(
    "wrong",
    [
        "prefix=Paas", "prefix=.*-", "unknown=1", "settings.chartRepositories={http://x.y}", "deployment.replicas=0",
        "settings.logLevel=loud", "metrics.serviceMonitor.interval=often", "networkPolicy.egressPorts={0}",
        "keys.existingSecret=", "deployment.resources.limits=null", "podDisruptionBudget.enabled=maybe",
    ],
)  # fmt: skip
def test_wrong_values_are_refused(admin, wrong):
    answer = admin.helm("template", "x", str(CHART), "--set", wrong, check=False)
    assert "values don't meet the specifications of the schema" in answer


def test_the_schema_knows_every_value():
    def compare(values: dict, schema: dict, path: str) -> None:
        assert schema["additionalProperties"] is False, path
        for key, value in values.items():
            assert key in schema["properties"], f"{path}.{key}"
            below = schema["properties"][key]
            if isinstance(value, dict) and "properties" in below:
                compare(value, below, f"{path}.{key}")

    values = yaml.safe_load((CHART / "values.yaml").read_text())
    compare(values, json.loads((CHART / "values.schema.json").read_text()), "values")


def test_every_setting_can_be_set(rendered):
    [container] = pod_of(rendered())["containers"]
    given = {entry["name"] for entry in container["env"]}
    wanted = {f"PAAS_{name.upper()}" for name in Settings.model_fields if name not in NOT_IN_THE_CHART}
    assert given == wanted


def test_defaults_are_two_replicas_apart_that_are_closed(rendered):
    kinds = rendered({})
    assert kinds["Deployment"][0]["spec"]["replicas"] == 2
    spread = pod_of(kinds)["affinity"]["podAntiAffinity"]["preferredDuringSchedulingIgnoredDuringExecution"]
    assert spread[0]["podAffinityTerm"]["topologyKey"] == "kubernetes.io/hostname"
    [policy] = kinds["NetworkPolicy"]
    assert policy["spec"]["ingress"] == [
        {"from": [{"podSelector": {}}], "ports": [{"port": "http", "protocol": "TCP"}]}
    ]
    assert "ServiceMonitor" not in kinds
    [container] = pod_of(kinds)["containers"]
    assert "PAAS_METRICS_KEY_FILE" not in {entry["name"] for entry in container["env"]}


def test_the_network_policy_lets_out_what_the_settings_need(rendered):
    [policy] = rendered()["NetworkPolicy"]
    dns, rest = policy["spec"]["egress"]
    assert {port["port"] for port in dns["ports"]} == {53}
    assert [port["port"] for port in rest["ports"]] == [443, 6443, 8443, 80]
    assert policy["spec"]["ingress"][0]["from"][1] == EVERYTHING["networkPolicy"]["from"][0]


def test_the_service_monitor_takes_the_key_from_the_secret(rendered):
    kinds = rendered({"metrics": {"serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}}}})
    [monitor] = kinds["ServiceMonitor"]
    assert monitor["metadata"]["labels"]["release"] == "prometheus"
    [endpoint] = monitor["spec"]["endpoints"]
    assert endpoint["authorization"] == {
        "type": "Bearer", "credentials": {"name": "paas-operator-keys", "key": "metrics-key"},
    }  # fmt: skip
    [service] = kinds["Service"]
    assert monitor["spec"]["selector"]["matchLabels"].items() <= service["metadata"]["labels"].items()
    assert endpoint["port"] in {port["name"] for port in service["spec"]["ports"]}
    [container] = pod_of(kinds)["containers"]
    assert "PAAS_METRICS_KEY_FILE" in {entry["name"] for entry in container["env"]}


@pytest.fixture
def service_monitors(admin) -> Iterator[None]:
    """The Prometheus operator's own definition in the cluster; one that a site brought stays."""
    with (Path(tempfile.gettempdir()) / "woow-paas-definitions.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if "servicemonitors" in admin.kubectl("get", "crd", "--output=name"):
            yield
            return
        file = f"{provided('definitions')['folder']}/monitoring.coreos.com_servicemonitors.yaml"
        admin.kubectl("apply", "--server-side", "--filename", file)
        try:
            admin.kubectl("wait", "--for=condition=Established", f"--timeout={GENEROUS}s", "--filename", file)
            yield
        finally:
            admin.kubectl("delete", "--wait", "--filename", file)


def test_the_service_monitor_is_what_the_prometheus_operator_reads(admin, rendered, service_monitors, tmp_path):
    rendered({**EVERYTHING, "metrics": {"serviceMonitor": {"enabled": True, "labels": {"release": "prometheus"}}}})
    text = (tmp_path / "rendered.yaml").read_text()
    apply = ("apply", "--dry-run=server", "--validate=strict", "--namespace", "default", "--filename")
    kinds = ("api-resources", "--output=name")  # tells of some group that it is away at the moment, perhaps
    until(lambda: "servicemonitors" in admin.kubectl(*kinds, check=False), GENEROUS, "it is served")
    answer = admin.kubectl(*apply, str(tmp_path / "rendered.yaml"))
    assert "servicemonitor.monitoring.coreos.com/paas-operator created (server dry run)" in answer
    (tmp_path / "wrong.yaml").write_text(text.replace("interval:", "intervall:"))
    assert 'unknown field "spec.endpoints[0].intervall"' in admin.kubectl(
        *apply, str(tmp_path / "wrong.yaml"), check=False
    )


def test_the_dashboard_arrives_whole(rendered):
    [dashboard] = [obj for obj in rendered()["ConfigMap"] if obj["metadata"]["name"].endswith("-dashboard")]
    assert json.loads(dashboard["data"]["paas-operator.json"]) == json.loads(
        (CHART / "files" / "dashboard.json").read_text()
    )
    assert dashboard["metadata"]["labels"]["grafana_dashboard"] == "1"


def test_the_memory_limit_counts_every_helm_process(rendered, admin, helm_path):
    """Measured: what one Helm takes that renders, asks the API server and applies; beside 200 MiB for the operator."""
    command = [helm_path, "upgrade", "--install", "probe", str(CHARTS / "hello"), "-n", "default", "--dry-run=server"]
    environment = {**os.environ, "KUBECONFIG": admin.kubeconfig}
    # by a small process: a child begins with the peak of the one that forks it, and this one is large
    measure = [sys.executable, "-c", PEAK_OF_CHILD, *command, "--set=token=x"]
    done = subprocess.run(measure, env=environment, capture_output=True, text=True, check=True)
    [container] = pod_of(rendered({}))["containers"]
    one = int(done.stdout) * 1024 + (40 << 20)  # and its post-renderer
    limit = parse_quantity(container["resources"]["limits"]["memory"])
    assert AT_A_TIME == 4
    assert limit >= (200 << 20) + (AT_A_TIME + READING_AT_A_TIME) * one
