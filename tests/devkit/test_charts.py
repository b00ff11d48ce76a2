"""The applications' charts: what they render, and what they refuse."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

CHARTS = Path(__file__).resolve().parents[2] / "helm" / "apps"
NAMES = sorted(path.parent.name for path in CHARTS.glob("*/Chart.yaml"))
PACKED = sorted(path.name for path in CHARTS.glob("*.tgz"))
PASSWORDS = {
    "anythingllm": ",".join(f"auth.{key}=0123456789abcdef" for key in ("token", "jwtSecret", "sigKey", "sigSalt")),
    "home-assistant": "timezone=UTC",
    "mosquitto": "auth.password=0123456789",
    "node-red": "admin.password=0123456789,flows.secret=0123456789abcdef,mqtt.host=m,mqtt.password=0123456789",
    "odoo": "admin.password=0123456789,master.password=0123456789,database.password=0123456789",
    "postgresql": "auth.password=0123456789",
    "valkey": "auth.password=0123456789",
    "website": "upload.password=0123456789",
}


WEB = ["anythingllm", "home-assistant", "mosquitto", "node-red", "odoo", "website"]


def helm(*arguments: str) -> subprocess.CompletedProcess:
    program = os.environ.get("HELM") or shutil.which("helm") or Path.home() / ".cache/woow-paas/bin/helm"
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=600)


def render(chart: str, *values: str) -> list[dict]:
    flags = [f"--set={value}" for value in (PASSWORDS[chart], *values)]
    done = helm("template", "shop", str(CHARTS / chart), "--namespace", "paas-ws-1", *flags)
    assert done.returncode == 0, done.stderr
    return [document for document in yaml.safe_load_all(done.stdout) if document]


def of_kind(documents: list[dict], kind: str) -> dict:
    return next(document for document in documents if document["kind"] == kind)


def pod_template(documents: list[dict]) -> dict:
    return next(d for d in documents if d["kind"] in ("Deployment", "StatefulSet"))["spec"]["template"]


@pytest.mark.parametrize("chart", NAMES)
def test_lint(chart):
    done = helm("lint", "--strict", str(CHARTS / chart))
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("chart", "value", "complaint"),
    [
        ("postgresql", "auth.password=short", "/auth/password"),
        ("postgresql", "auth.username=pg_me", "/auth/username"),
        ("postgresql", "auth.username=public", "/auth/username"),
        ("postgresql", "auth.database=Shop", "/auth/database"),
        ("postgresql", "auth.database=template0", "/auth/database"),
        ("postgresql", "configuration.maxConnections=5", "/configuration/maxConnections"),
        ("postgresql", "configuration.timezone=../etc", "/configuration/timezone"),
        ("postgresql", "configuration.sharedBuffers=512MB", "choose at most 128MB, or a larger size"),
        ("postgresql", "resources.preset=huge", "/resources/preset"),
        ("postgresql", "persistence.size=0Gi", "/persistence/size"),
        ("postgresql", "unknown=1", "unknown"),
        ("website", "site.themeColor=red", "/site/themeColor"),
        ("website", "site.title=", "/site/title"),
        ("website", "upload.password=has:colon", "/upload/password"),
        ("website", "upload.username=Owner", "/upload/username"),
        ("website", "upload.maxSizeMb=0", "/upload/maxSizeMb"),
        ("website", "ingress.host=Bad_Host", "/ingress/host"),
        ("website", "unknown=1", "unknown"),
        ("valkey", 'auth.password=with"quote"', "/auth/password"),
        ("valkey", "configuration.maxmemoryPolicy=forget", "/configuration/maxmemoryPolicy"),
        ("valkey", "unknown=1", "unknown"),
        ("mosquitto", "auth.password=has:colon", "/auth/password"),
        ("mosquitto", "auth.username=two:parts", "/auth/username"),
        ("mosquitto", "configuration.forgetClientsAfterDays=0", "/configuration/forgetClientsAfterDays"),
        ("node-red", "flows.secret=tooshort", "/flows/secret"),
        ("node-red", "flows.timezone=../etc", "/flows/timezone"),
        ("node-red", "mqtt.host=-bad-", "/mqtt/host"),
        ("odoo", "database.host=", "/database/host"),
        ("odoo", "database.username=postgres", "/database/username"),
        ("odoo", "setup.apps=base;rm", "/setup/apps"),
        ("odoo", "workers=9", "/workers"),
    ],
)
def test_refuses(chart, value, complaint):
    done = helm("template", "shop", str(CHARTS / chart), "--set", value)
    assert done.returncode != 0
    assert complaint in done.stderr


def test_home_assistant_starts_as_root_without_what_baseline_forbids():
    spec = pod_template(render("home-assistant"))["spec"]
    assert spec["automountServiceAccountToken"] is False
    for container in spec["initContainers"] + spec["containers"]:
        assert container["securityContext"]["allowPrivilegeEscalation"] is False
        assert "add" not in container["securityContext"].get("capabilities", {})


@pytest.mark.parametrize("chart", [name for name in NAMES if name != "home-assistant"])
def test_fit_for_restricted_pod_security(chart):
    spec = pod_template(render(chart))["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            **({} if chart == "anythingllm" else {"readOnlyRootFilesystem": True}),
            "capabilities": {"drop": ["ALL"]},
        }


@pytest.mark.parametrize("chart", NAMES)
@pytest.mark.parametrize("preset", ["small", "medium", "large"])
def test_every_container_has_requests_limits_and_probes(chart, preset):
    for container in pod_template(render(chart, f"resources.preset={preset}"))["spec"]["containers"]:
        for kind in ("requests", "limits"):
            assert set(container["resources"][kind]) == {"cpu", "memory"}
        assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)


@pytest.mark.parametrize("chart", NAMES)
def test_given_resources_replace_the_presets(chart):
    container = pod_template(render(chart, "resources.limits.cpu=3"))["spec"]["containers"][0]
    assert container["resources"]["limits"]["cpu"] == 3
    assert container["resources"]["limits"]["memory"].endswith("Mi")


@pytest.mark.parametrize("chart", NAMES)
def test_same_values_render_the_same(chart):
    assert render(chart) == render(chart)


@pytest.mark.parametrize(
    ("chart", "value"),
    [
        ("postgresql", "auth.password=another-one"),
        ("website", "upload.password=another-one"),
        ("website", "upload.username=another"),
        ("valkey", "auth.password=another-one"),
        ("valkey", "configuration.appendfsync=always"),
        ("mosquitto", "auth.password=another-one"),
        ("mosquitto", "auth.username=another"),
        ("node-red", "admin.password=another-one"),
        ("node-red", "mqtt.password=another-one"),
        ("node-red", "editor.title=Another"),
        ("odoo", "admin.password=another-one"),
        ("odoo", "database.password=another-one"),
        ("odoo", "workers=2"),
        ("website", "site.title=Another"),
        ("website", "upload.listFolders=true"),
    ],
)
def test_a_changed_value_restarts_the_pod(chart, value):
    assert pod_template(render(chart)) != pod_template(render(chart, value))


@pytest.mark.parametrize("packed", PACKED)
def test_an_earlier_version_still_installs(packed):
    """It has a folder with a newer one beside it, and renders with what a service of it was launched with."""
    metadata = yaml.safe_load(helm("show", "chart", str(CHARTS / packed)).stdout)
    newest = yaml.safe_load((CHARTS / metadata["name"] / "Chart.yaml").read_text())
    assert packed == f"{metadata['name']}-{metadata['version']}.tgz"
    assert version(metadata) < version(newest)
    assert helm("template", "shop", str(CHARTS / packed), "--set", PASSWORDS[metadata["name"]]).returncode == 0


def version(metadata: dict) -> tuple[int, ...]:
    return tuple(map(int, metadata["version"].split(".")))


@pytest.mark.parametrize("chart", NAMES)
def test_an_upgrade_keeps_what_cannot_be_changed(chart):
    """Whatever Kubernetes refuses to change is the same in all versions of the chart."""
    for packed in CHARTS.glob(f"{chart}-[0-9]*.tgz"):
        done = helm("template", "shop", str(packed), "--namespace", "paas-ws-1", "--set", PASSWORDS[chart])
        earlier = [document for document in yaml.safe_load_all(done.stdout) if document]
        assert fixed_parts(earlier) == fixed_parts(render(chart))


def fixed_parts(documents: list[dict]) -> list:
    fixed = ("selector", "serviceName", "podManagementPolicy", "volumeClaimTemplates")
    return [[d["kind"], d["metadata"]["name"], {key: d["spec"].get(key) for key in fixed}]
            for d in documents if d["kind"] in ("Deployment", "StatefulSet")]


@pytest.mark.parametrize("chart", NAMES)
def test_passwords_stand_in_the_secret_alone(chart):
    for document in render(chart):
        assert ("0123456789" in str(document)) == (document["kind"] == "Secret")


@pytest.mark.parametrize("chart", NAMES)
def test_one_writer_a_volume(chart):
    documents = render(chart)
    workload = next(d for d in documents if d["kind"] in ("Deployment", "StatefulSet"))
    assert workload["spec"]["replicas"] == 1
    assert workload["kind"] == "StatefulSet" or workload["spec"]["strategy"] == {"type": "Recreate"}


@pytest.mark.parametrize("chart", NAMES)
def test_without_persistence_no_claim(chart):
    documents = render(chart, "persistence.enabled=false")
    assert "PersistentVolumeClaim" not in str(documents)
    assert "volumeClaimTemplates" not in str(documents)


def test_postgresql_takes_a_quarter_of_the_memory():
    arguments = pod_template(render("postgresql", "resources.preset=medium"))["spec"]["containers"][0]["args"]
    assert "shared_buffers=128MB" in arguments


@pytest.mark.parametrize("chart", WEB)
def test_without_host_no_ingress(chart):
    assert "Ingress" not in [document["kind"] for document in render(chart)]


@pytest.mark.parametrize("chart", WEB)
def test_ingress(chart):
    values = "ingress.host=a.apps.localhost,ingress.className=traefik,ingress.tls.enabled=true"
    documents = render(chart, values)
    spec = of_kind(documents, "Ingress")["spec"]
    assert spec["ingressClassName"] == "traefik"
    assert spec["rules"][0]["host"] == "a.apps.localhost"
    assert spec["tls"] == [{"hosts": ["a.apps.localhost"], "secretName": "shop-tls"}]


def test_website_page_escapes_what_people_write():
    documents = render("website", 'site.title=<b>A & "B"</b>', "site.text=one\n\ntwo\n<i>three")
    page = of_kind(documents, "ConfigMap")["data"]["index.html"]
    assert "<title>&lt;b&gt;A &amp; &#34;B&#34;&lt;/b&gt;</title>" in page
    assert "<p>one</p>\n<p>two<br>&lt;i&gt;three</p>" in page


def test_valkey_leaves_memory_for_saving():
    assert "maxmemory 307mb" in of_kind(render("valkey", "resources.preset=medium"), "ConfigMap")["data"]["valkey.conf"]


def test_node_red_tells_flows_of_a_broker_and_a_database_alone_when_there_is_one():
    with_broker = pod_template(render("node-red", "mqtt.host=broker"))["spec"]["containers"][0]["env"]
    assert {"name": "MQTT_HOST", "value": "broker"} in with_broker
    assert "PGHOST" not in [entry["name"] for entry in with_broker]


def test_odoo_with_workers_has_its_live_messages_at_a_port_of_their_own():
    paths = of_kind(render("odoo", "ingress.host=a.b,workers=2"), "Ingress")["spec"]["rules"][0]["http"]["paths"]
    ports = {path["path"]: path["backend"]["service"]["port"]["name"] for path in paths}
    assert ports == {"/websocket": "live", "/": "http"}
    chosen = json.loads(of_kind(render("odoo", "workers=2"), "ConfigMap")["data"]["chosen.json"])["options"]
    assert (chosen["workers"], chosen["limit_memory_soft"]) == ("2", str(256 << 20))
