"""The applications' charts: what they render, and what they refuse."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

CHARTS = Path(__file__).resolve().parents[2] / "helm" / "apps"
NAMES = sorted(path.parent.name for path in CHARTS.glob("*/Chart.yaml"))
PASSWORDS = {"postgresql": "auth.password=0123456789", "website": "upload.password=0123456789"}


def helm(*arguments: str) -> subprocess.CompletedProcess:
    program = os.environ.get("HELM") or shutil.which("helm") or Path.home() / ".cache/woow-paas/bin/helm"
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=60)


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
        ("postgresql", "auth.database=Shop", "/auth/database"),
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
    ],
)
def test_refuses(chart, value, complaint):
    done = helm("template", "shop", str(CHARTS / chart), "--set", value)
    assert done.returncode != 0
    assert complaint in done.stderr


@pytest.mark.parametrize("chart", NAMES)
def test_fit_for_restricted_pod_security(chart):
    spec = pod_template(render(chart))["spec"]
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in spec["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
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
        ("website", "site.title=Another"),
        ("website", "upload.listFolders=true"),
    ],
)
def test_a_changed_value_restarts_the_pod(chart, value):
    assert pod_template(render(chart)) != pod_template(render(chart, value))


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


def test_website_without_host_has_no_ingress():
    assert "Ingress" not in [document["kind"] for document in render("website")]


def test_website_ingress():
    values = "ingress.host=a.apps.localhost,ingress.className=traefik,ingress.tls.enabled=true"
    documents = render("website", values)
    spec = of_kind(documents, "Ingress")["spec"]
    assert spec["ingressClassName"] == "traefik"
    assert spec["rules"][0]["host"] == "a.apps.localhost"
    assert spec["tls"] == [{"hosts": ["a.apps.localhost"], "secretName": "shop-tls"}]


def test_website_page_escapes_what_people_write():
    documents = render("website", 'site.title=<b>A & "B"</b>', "site.text=one\n\ntwo\n<i>three")
    page = of_kind(documents, "ConfigMap")["data"]["index.html"]
    assert "<title>&lt;b&gt;A &amp; &#34;B&#34;&lt;/b&gt;</title>" in page
    assert "<p>one</p>\n<p>two<br>&lt;i&gt;three</p>" in page
