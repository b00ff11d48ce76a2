"""The operator as a process under its own ServiceAccount, on the API server that KUBECONFIG names.

Every run has a prefix and a namespace of its own, and takes both away again.
"""

import base64
import json
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import CHARTS, KEY

ROOT = Path(__file__).parents[2]
CHART = ROOT.parents[1] / "helm" / "paas-operator"
READY_WITHIN = 20.0

Json = dict[str, Any]


class Admin:
    """What an administrator sees and does, through kubectl."""

    def __init__(self, kubeconfig: str, helm: str) -> None:
        self._environment = {**os.environ, "KUBECONFIG": kubeconfig}
        self._helm = helm
        self._kubectl = _beside(helm, "kubectl")
        self.kubeconfig = kubeconfig

    def kubectl(self, *arguments: str, check: bool = True) -> str:
        return self._run(self._kubectl, *arguments, check=check)

    def helm(self, *arguments: str, check: bool = True) -> str:
        return self._run(self._helm, *arguments, check=check)

    def get(self, *arguments: str) -> list[Json]:
        return json.loads(self.kubectl("get", "-o", "json", *arguments))["items"]

    def _run(self, *command: str, check: bool) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=120)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done.stdout + done.stderr


def _beside(helm: str, name: str) -> str:
    beside = Path(helm).with_name(name)
    return str(beside) if beside.exists() else name


class Operator:
    """One operator process and a client of it."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self._environment = environment
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.http = httpx.Client(headers={"X-API-Key": KEY}, timeout=10)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._environment['PAAS_PORT']}"

    def start(self) -> None:
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "paas_operator"], cwd=ROOT, env=self._environment, stderr=log, stdout=log
            )
        until(self._is_ready, READY_WITHIN, f"the operator is ready (its log: {self._log})")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(30) == 0

    def log(self) -> str:
        return self._log.read_text()

    def call(self, method: str, path: str, body: Json | None = None) -> httpx.Response:
        return self.http.request(method, self.url + path, json=body)

    def status(self, namespace: str, release: str) -> Json:
        return self.call("GET", f"/api/releases/{namespace}/{release}").json()

    def wait(self, namespace: str, release: str, generation: int, within: float = 60) -> Json:
        """The status once the generation came to an end."""

        def ended() -> Json | None:
            status = self.status(namespace, release)
            return status if status.get("observed_generation", 0) >= generation else None

        return until(ended, within, f"generation {generation} of {release} ended")

    def _is_ready(self) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}/readyz").is_success
        except httpx.TransportError:
            return False


def until(look: Callable[[], Any], within: float, what: str) -> Any:
    """What `look` gives as soon as it is true."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {within:g} s: {what}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def helm_path() -> str:
    path = os.environ.get("HELM") or shutil.which("helm")
    assert path, "the cluster tests need Helm: set HELM"
    return path


@pytest.fixture(scope="session")
def admin(helm_path: str) -> Admin:
    kubeconfig = os.environ.get("KUBECONFIG")
    assert kubeconfig, "the cluster tests need a cluster: set KUBECONFIG, or leave them out with -m 'not cluster'"
    return Admin(kubeconfig, helm_path)


@pytest.fixture(scope="session")
def ingress_url() -> str:
    url = os.environ.get("PAAS_TEST_INGRESS_URL")
    assert url, "the cluster tests need the ingress: set PAAS_TEST_INGRESS_URL"
    return url


@pytest.fixture(scope="session")
def prefix() -> str:
    return f"paas-o{random.randrange(10**6)}-"


@pytest.fixture(scope="session")
def home(admin: Admin, prefix: str) -> Iterator[str]:
    """The operator's own namespace, with the chart's rights in it; everything of the run goes with it."""
    namespace = f"{prefix}op"
    admin.helm(
        "install", "paas-operator", str(CHART), "--namespace", namespace, "--create-namespace",
        "--set=deployment.enabled=false,serviceAccount.longLivedToken=true", f"--set=prefix={prefix}",
    )  # fmt: skip
    yield namespace
    names = [item["metadata"]["name"] for item in admin.get("namespaces")]
    admin.helm("uninstall", "paas-operator", "--namespace", namespace)
    admin.kubectl("delete", "namespace", "--wait=false", *[name for name in names if name.startswith(prefix)])


@pytest.fixture(scope="session")
def kubeconfig(admin: Admin, home: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kubeconfig of the operator's ServiceAccount."""

    def token() -> Json | None:
        secret = json.loads(admin.kubectl("get", "secret", "paas-operator-token", "-n", home, "-o", "json"))
        return secret.get("data") if "token" in secret.get("data", {}) else None

    data = until(token, 10, "the token of the ServiceAccount")
    view = json.loads(admin.kubectl("config", "view", "--minify", "--raw", "-o", "json"))
    path = tmp_path_factory.mktemp("kube") / "config"
    cluster = {"server": view["clusters"][0]["cluster"]["server"], "certificate-authority-data": data["ca.crt"]}
    config = {
        "clusters": [{"name": "c", "cluster": cluster}],
        "users": [{"name": "u", "user": {"token": base64.b64decode(data["token"]).decode()}}],
        "contexts": [{"name": "x", "context": {"cluster": "c", "user": "u"}}],
        "current-context": "x",
    }
    path.touch(0o600)
    path.write_text(yaml.safe_dump(config))
    return path


@pytest.fixture(scope="session")
def environment(
    home: str, prefix: str, kubeconfig: Path, helm_path: str, ingress_url: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("operator")
    (folder / "keys").write_text(KEY)
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("PAAS_") and name != "KUBECONFIG"},
        "PAAS_API_KEY_FILE": str(folder / "keys"),
        "PAAS_KUBECONFIG": str(kubeconfig),
        "PAAS_NAMESPACE": home,
        "PAAS_PREFIX": prefix,
        "PAAS_HELM": helm_path,
        "PAAS_BUILTIN_CHARTS": str(CHARTS),
        "PAAS_INGRESS_URL": ingress_url,
        "PAAS_PORT": str(_free_port()),
        "PAAS_CACHE_DIR": str(folder / "cache"),
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture(scope="session")
def operator(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    operator = Operator(environment, tmp_path_factory.mktemp("log") / "operator.log")
    operator.start()
    yield operator
    operator.stop()
    operator.http.close()
    assert '"level": "error"' not in operator.log()


@pytest.fixture
def namespace(prefix: str) -> str:
    """A tenant's namespace that no other test uses."""
    return f"{prefix}{secrets.randbelow(10**6) + 1}"
