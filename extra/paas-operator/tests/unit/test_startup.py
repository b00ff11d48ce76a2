"""It refuses to start with one sentence: as a process, the way a site would see it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from paas_operator.errors import StartupError
from paas_operator.kube.connection import connect
from paas_operator.runtime import start
from tests.conftest import KEY

ROOT = Path(__file__).parents[2]


def run(**settings: str) -> subprocess.CompletedProcess:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PAAS_", "KUBE"))}
    command = [sys.executable, "-m", "paas_operator"]
    return subprocess.run(command, cwd=ROOT, env=clean | settings, capture_output=True, text=True, timeout=30)


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


@pytest.mark.parametrize("version", ["v3.18.0", "", "rubbish"])
async def test_without_helm_4(tmp_path, settings, version):
    helm = tmp_path / "helm"
    helm.write_text(f"#!/bin/sh\necho {version}\n")
    helm.chmod(0o755)
    (tmp_path / "config").write_text(CONFIG)
    settings.helm = str(helm)
    with pytest.raises(StartupError, match="Helm 4 is needed"):
        async with start(settings, connect(tmp_path / "config")):
            raise AssertionError


async def test_without_an_answer_of_the_cluster(tmp_path, settings):
    helm = tmp_path / "helm"
    helm.write_text("#!/bin/sh\necho v4.1.4\n")
    helm.chmod(0o755)
    (tmp_path / "config").write_text(CONFIG)
    settings.helm = str(helm)
    with pytest.raises(StartupError, match="The cluster can't be used"):
        async with start(settings, connect(tmp_path / "config")):
            raise AssertionError


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("x", "can't be used"),
        ("{}", "can't be used"),
        (CONFIG.replace("token: t", "client-certificate: t"), "holds no token"),
        (CONFIG.replace("insecure: true", "certificate-authority: none"), "can't be used"),
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
