"""A place of its own for an operator on the cluster that KUBECONFIG names, an administrator's eyes, and the process.

Every place has a prefix and a namespace of its own, and takes both away again.
"""

import base64
import json
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.conftest import CHARTS, KEY

ROOT = Path(__file__).parents[2]
CHART = ROOT.parents[1] / "helm" / "paas-operator"
RAREST = 0.5
GENEROUS = 240  # for what is waited for and no promise of the product: a machine may have other things to do

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
        """The objects of a list; asked again while the API server can't be reached."""
        return self.read("get", "-o", "json", *arguments)["items"]

    def read(self, *arguments: str) -> Json:
        """What kubectl tells as JSON, repeated until it has an answer."""
        end = time.monotonic() + GENEROUS
        while True:
            try:
                return json.loads(self.kubectl(*arguments))
            except AssertionError:
                if time.monotonic() > end:
                    raise
            time.sleep(RAREST)

    def _run(self, *command: str, check: bool) -> str:
        done = subprocess.run(command, env=self._environment, capture_output=True, text=True, timeout=2 * GENEROUS)
        assert not check or done.returncode == 0, done.stderr
        return done.stdout if check else done.stdout + done.stderr


def _beside(helm: str, name: str) -> str:
    beside = Path(helm).with_name(name)
    return str(beside) if beside.exists() else name


class Operator:
    """One operator process and a client of it.

    For `patience` seconds a call is repeated while the answer is that the cluster is too slow (503), as Odoo does it.
    """

    def __init__(
        self, environment: dict[str, str], log: Path, module: str = "paas_operator", patience: float = GENEROUS
    ) -> None:
        self.environment = environment
        self.patience = patience
        self._module = module
        self._log = log
        self.process: subprocess.Popen[bytes] | None = None
        # The operator ends connections on which nobody says anything for 5 s: ours are given up before.
        limits = httpx.Limits(keepalive_expiry=1)
        self.http = httpx.Client(headers={"X-API-Key": KEY}, timeout=30, limits=limits, trust_env=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['PAAS_PORT']}"

    def start(self) -> None:
        self.launch()
        until(self.is_ready, GENEROUS, f"the operator is ready (its log: {self._log})")

    def launch(self) -> None:
        """Begin the process, whatever comes of it."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", self._module], cwd=ROOT, env=self.environment, stderr=log, stdout=log
            )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        self.process.terminate()
        assert self.process.wait(GENEROUS) == 0

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def lines(self) -> list[Json]:
        """What it logged, in whole lines; a library below may complain beside it, in words that are no log."""
        whole = self.log().rpartition("\n")[0].split("\n")
        return [json.loads(line) for line in whole if line.startswith("{") and line.endswith("}")]

    def call(self, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
        end = time.monotonic() + self.patience
        while True:
            answer = self.http.request(method, self.url + path, json=body, headers=headers)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > end:
                return answer
            time.sleep(0.5)

    def wish(self, method: str, path: str, body: Json | None = None, **headers: str) -> None:
        """A call that the operator takes over."""
        answer = self.call(method, path, body, **headers)
        assert answer.status_code == httpx.codes.ACCEPTED, answer.text

    def status(self, namespace: str, release: str) -> Json:
        return self.call("GET", f"/api/releases/{namespace}/{release}").json()

    def wait(self, namespace: str, release: str, generation: int, within: float = GENEROUS) -> Json:
        """The status once the generation came to an end."""
        return until_ended(lambda: self.status(namespace, release), generation, within)

    def is_ready(self) -> bool:
        return self._answers("/readyz")

    def is_alive(self) -> bool:
        return self._answers("/healthz")

    def _answers(self, path: str) -> bool:
        assert self.process.poll() is None, self.log()
        try:
            return httpx.get(f"{self.url}{path}", timeout=30, trust_env=False).is_success
        except httpx.TransportError:
            return False


def until(look: Callable[[], Any], within: float, what: str) -> Any:
    """What `look` gives as soon as it is true; the longer that takes, the rarer it is asked."""
    end, delay = time.monotonic() + within, 0.05
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(delay)
        delay = min(delay * 1.3, RAREST)
    raise AssertionError(f"not within {within:g} s: {what}")


def until_ended(status: Callable[[], Json], generation: int, within: float = GENEROUS) -> Json:
    """The status of a release once a generation of it came to an end; what it was at last is told of one that did not.
    """
    last: Json = {}

    def ended() -> bool:
        last.clear()
        last.update(status())
        return last.get("observed_generation", 0) >= generation

    try:
        until(ended, within, f"generation {generation} ended")
    except AssertionError as exc:
        raise AssertionError(f"{exc}: {last}") from None
    return last


def page_of(ingress_url: str, host: str) -> str:
    """What the ingress shows under a host name."""
    return httpx.get(ingress_url, headers={"Host": host}, timeout=30, trust_env=False).text


def free_port() -> int:
    """A port that stays ours until this process ends: no other call gives it, here or in another process of tests.

    It is held by a socket that does not listen, beside which only who asks for that may bind, as servers do. Linux
    gives outgoing connections ports from 32768 on.
    """
    while True:
        holder = socket.socket()
        try:
            holder.bind(("0.0.0.0", random.randrange(20000, 30000)))
        except OSError:
            holder.close()
            continue
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        port = holder.getsockname()[1]
        holder.detach()
        return port


@dataclass(frozen=True)
class Site:
    """Where one operator, or several replicas of it, live."""

    admin: Admin
    prefix: str
    home: str
    kubeconfig: Path
    folder: Path
    helm: str
    ingress_url: str

    def environment(self, name: str = "operator", **changes: str) -> dict[str, str]:
        """The settings of one replica; `changes` are settings without their prefix."""
        keys = self.folder / "keys"
        keys.write_text(KEY)
        given = {
            "API_KEY_FILE": str(keys),
            "KUBECONFIG": str(self.kubeconfig),
            "NAMESPACE": self.home,
            "PREFIX": self.prefix,
            "HELM": self.helm,
            "BUILTIN_CHARTS": str(CHARTS),
            "IMAGE_REGISTRIES": "woow.local",
            "INGRESS_URL": self.ingress_url,
            "PORT": str(free_port()),
            "CACHE_DIR": str(self.folder / name / "cache"),
            **changes,
        }
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PAAS_") and k != "KUBECONFIG"}
        return {**kept, "PYTHONWARNINGS": "error", **{f"PAAS_{k}": v for k, v in given.items()}}


def provided(what: str) -> Json:
    """What the devkit has for tests on a cluster; skips where it can't be had, and says why."""
    command = [sys.executable, "-m", "devkit.cluster.for_tests", what]
    scripts = ROOT.parents[1] / "scripts"
    done = subprocess.run(command, cwd=scripts, capture_output=True, text=True, timeout=900)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def random_prefix() -> str:
    return f"paas-o{random.randrange(10**6)}-"


@contextmanager
def home_of(admin: Admin, prefix: str) -> Iterator[str]:
    """The operator's own namespace, with the chart's rights in it; everything of the prefix goes with it."""
    namespace = f"{prefix}op"
    admin.helm(
        "install", "paas-operator", str(CHART), "--namespace", namespace, "--create-namespace",
        "--set=deployment.enabled=false,serviceAccount.longLivedToken=true", f"--set=prefix={prefix}",
    )  # fmt: skip
    try:
        until(lambda: _is_in_force(admin, namespace), GENEROUS, "the chart's admission policies are in force")
        yield namespace
    finally:
        try:
            admin.helm("uninstall", "paas-operator", "--namespace", namespace)
        finally:
            clear(admin, prefix)


def _is_in_force(admin: Admin, home: str) -> bool:
    """The API server takes a moment until it asks new policies; only as a dry run, since nothing refuses before."""
    account = f"--as=system:serviceaccount:{home}:paas-operator"
    answer = admin.kubectl("label", "namespace", "default", "a=b", "--dry-run=server", account, check=False)
    return "denied request" in answer


def clear(admin: Admin, prefix: str) -> None:
    """Take the namespaces of a prefix away, of which some may be going already."""
    names = [item["metadata"]["name"] for item in admin.get("namespaces")]
    mine = [name for name in names if name.startswith(prefix)]
    if mine:
        admin.kubectl("delete", "namespace", "--wait=false", "--ignore-not-found", *mine)


@contextmanager
def own_site(admin: Admin, folder: Path, helm: str, ingress_url: str) -> Iterator[Site]:
    """A place where no other operator takes over what this one is asked for."""
    prefix = random_prefix()
    with home_of(admin, prefix) as home:
        kubeconfig = write_kubeconfig(admin, home, folder / "kubeconfig")
        yield Site(admin, prefix, home, kubeconfig, folder, helm, ingress_url)


def write_kubeconfig(admin: Admin, home: str, path: Path) -> Path:
    """Write a kubeconfig of the operator's ServiceAccount."""

    def token() -> Json | None:
        secret = admin.read("get", "secret", "paas-operator-token", "-n", home, "-o", "json")
        return secret.get("data") if "token" in secret.get("data", {}) else None

    data = until(token, GENEROUS, "the token of the ServiceAccount")
    view = json.loads(admin.kubectl("config", "view", "--minify", "--raw", "-o", "json"))
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
