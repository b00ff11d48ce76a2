"""It refuses to start with one sentence: as a process, the way a site would see it."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from paas_operator.boot import Boot, _greet
from paas_operator.errors import ClusterUnavailable, StartupError
from paas_operator.kube.client import KubeClient
from paas_operator.kube.connection import connect
from tests.cluster.site import Operator, free_port, until
from tests.conftest import KEY, NAMESPACE, PATIENCE, RELEASE
from tests.unit.fake_cluster import CONNECTION

ROOT = Path(__file__).parents[2]


def run(**settings: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PAAS_", "KUBE"))}
    command = [sys.executable, "-m", "paas_operator"]
    return subprocess.run(command, cwd=ROOT, env=clean | settings, capture_output=True, text=True, timeout=PATIENCE)


def test_without_a_key():
    done = run()
    assert done.returncode == 1
    assert done.stderr == "paas-operator: The setting PAAS_API_KEY_FILE is not usable: Field required.\n"


def test_without_a_cluster(tmp_path):
    (tmp_path / "key").write_text(KEY)
    done = run(PAAS_API_KEY_FILE=str(tmp_path / "key"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "There is no cluster" in done.stderr


CONFIG = """
clusters: [{name: c, cluster: {server: "https://127.0.0.1:1", insecure: true}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
"""


@pytest.fixture
def helm(tmp_path) -> Path:
    """What tells a version as Helm does."""
    path = tmp_path / "helm"
    path.write_text("#!/bin/sh\necho v4.1.4\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def nowhere(tmp_path) -> Path:
    """A kubeconfig of a cluster that does not answer."""
    (tmp_path / "config").write_text(CONFIG)
    return tmp_path / "config"


@pytest.mark.parametrize("version", ["v3.18.0", "", "rubbish"])
async def test_without_helm_4_it_ends_though_the_cluster_is_away(helm, nowhere, settings, version):
    helm.write_text(f"#!/bin/sh\necho {version}\n")
    settings.helm = str(helm)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(StartupError, match="Helm 4 is needed"):
            await Boot(settings, connect(nowhere)).run()


def test_a_folder_that_can_not_be_made(helm, nowhere, tmp_path):
    (tmp_path / "key").write_text(KEY)
    done = run(
        PAAS_API_KEY_FILE=str(tmp_path / "key"), PAAS_KUBECONFIG=str(nowhere), PAAS_HELM=str(helm), PAAS_PORT="0",
        PAAS_CACHE_DIR=str(helm / "below"),
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "PAAS_CACHE_DIR" in done.stderr


def test_while_the_cluster_is_away_it_lives_tells_why_and_ends_when_it_is_told_to(helm, nowhere, tmp_path):
    (tmp_path / "key").write_text(KEY)
    environment = {
        "PAAS_API_KEY_FILE": str(tmp_path / "key"), "PAAS_KUBECONFIG": str(nowhere), "PAAS_HELM": str(helm),
        "PAAS_PORT": str(free_port()), "PAAS_CACHE_DIR": str(tmp_path / "cache"), "PYTHONWARNINGS": "error",
    }  # fmt: skip
    operator = Operator({**os.environ, **environment}, tmp_path / "operator.log", patience=0)
    operator.launch()
    try:
        until(operator.is_alive, PATIENCE, "the process answers")
        until(lambda: "ConnectError" in operator.call("GET", "/readyz").text, PATIENCE, "the cluster was asked")
        answer = operator.call("GET", "/readyz")
        assert (answer.status_code, answer.json()["status"]) == (
            503, "The cluster can't be used: The cluster did not answer (ConnectError).",
        )  # fmt: skip
        refused = operator.call("GET", f"/api/releases/{NAMESPACE}/{RELEASE}")
        assert (refused.status_code, refused.json()["code"], refused.json()["retryable"]) == (
            503, "cluster_unavailable", True,
        )  # fmt: skip
        assert httpx.get(f"{operator.url}/api/info", timeout=PATIENCE, trust_env=False).status_code == 401
        assert operator.call("GET", "/healthz").json() == {"status": "ok"}
    finally:
        operator.stop()
        operator.http.close()
    assert '"level": "error"' not in operator.log()


@pytest.mark.parametrize("answer", [b"<html>", b"[]", b"{}", b'{"gitVersion": 1, "status": 2}'])
async def test_what_is_no_api_server_may_become_one(answer):
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=answer))
    with pytest.raises(ClusterUnavailable, match="no API server"):
        await _greet(KubeClient(CONNECTION, transport))


@pytest.mark.parametrize(("user", "named"), [("kubernetes-admin", "kubernetes-admin"), ("", "anonymous")])
async def test_an_administrator_is_refused(user, named):
    answer = {"gitVersion": "v1.34.4", "status": {"userInfo": {"username": user}}}
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json=answer))
    with pytest.raises(StartupError, match=f"never as {named}"):
        await _greet(KubeClient(CONNECTION, transport))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x", "can't be used"),
        ("{}", "can't be used"),
        (CONFIG.replace("token: t", "client-certificate: t"), "holds no token"),
        (CONFIG.replace("insecure: true", "certificate-authority: none"), "can't be used"),
        (CONFIG.replace("https://127.0.0.1:1", "127.0.0.1:1"), "can't be used"),
        (CONFIG.replace("\"https://127.0.0.1:1\"", "1"), "can't be used"),
        (CONFIG.replace("token: t", "tokenFile: none"), "token .*none can't be read"),
        (CONFIG.replace("insecure: true", "certificate-authority-data: AAAA"), "can't be used"),
    ],
)
def test_kubeconfigs_that_can_not_be_used(tmp_path, content, sentence):
    (tmp_path / "config").write_text(content)
    with pytest.raises(StartupError, match=sentence):
        connect(tmp_path / "config")


def test_a_token_file_is_read_each_time(tmp_path):
    (tmp_path / "config").write_text(CONFIG.replace("token: t", "tokenFile: token"))
    (tmp_path / "token").write_text("one\n")
    connection = connect(tmp_path / "config")
    assert connection.bearer() == "one"
    (tmp_path / "token").write_text("two\n")
    assert connection.bearer() == "two"
