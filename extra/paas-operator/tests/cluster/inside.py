"""Two replicas of the operator inside the cluster, an Odoo that listens, and the way from pods to the ingress."""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import httpx
import pytest

from tests.cluster.site import CHART, GENEROUS, ROOT, Admin, Json, clear, random_prefix, until_ended
from tests.conftest import KEY, METRICS_KEY

SCRIPTS = ROOT.parents[1] / "scripts"
EVENTS_KEY = "a-key-of-the-tests-for-events"
NAME = "paas-operator"


@dataclass(frozen=True)
class Facts:
    """The operator's image, the image map, and the address of this machine as pods see it."""

    image: str
    images: dict[str, str]
    machine: str


def facts() -> Facts:
    """Put the image together unless the cluster holds it; skips where images can't be imported."""
    command = [sys.executable, "-m", "devkit.images.for_tests"]
    done = subprocess.run(command, cwd=SCRIPTS, capture_output=True, text=True, env=dict(os.environ), timeout=900)
    if done.returncode == 3:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stderr
    return Facts(**json.loads(done.stdout))


@dataclass
class Event:
    """One status as Odoo was told it: when, by which address."""

    at: float
    sender: str
    status: Json


@dataclass
class Outside:
    """This machine as pods see it: takes events at POST, hands GET on to the ingress."""

    machine: str
    ingress_url: str
    events: list[Event] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    greetings: set[str] = field(default_factory=set)
    is_open: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def shut(self) -> Iterator[None]:
        """Nobody is reachable by the ingress meanwhile: whoever waits for that goes on waiting."""
        self.is_open.clear()
        try:
            yield
        finally:
            self.is_open.set()

    @contextmanager
    def listening(self) -> Iterator["Outside"]:
        self.is_open.set()
        self._server = ThreadingHTTPServer((self.machine, 0), _handler_of(self))
        self.url = f"http://{self.machine}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()

    def of(self, release: str) -> list[Event]:
        return [event for event in self.events if event.status["release"] == release]

    def take(self, sender: str, headers, body: bytes) -> None:
        signed = headers["X-Woow-Timestamp"].encode() + b"." + body
        expected = "sha256=" + hmac.new(EVENTS_KEY.encode(), signed, hashlib.sha256).hexdigest()
        if headers["X-Woow-Signature"] != expected:
            self.refused.append(sender)
        statuses = json.loads(body)["events"]
        self.events += [Event(time.monotonic(), sender, status) for status in statuses]
        if not statuses:
            self.greetings.add(sender)


def _handler_of(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.take(self.client_address[0], self.headers, body)
            self._answer(204)

        def do_GET(self) -> None:
            if not outside.is_open.is_set():
                return self._answer(503)
            host = self.headers["Host"].partition(":")[0]
            try:
                with urlopen(Request(outside.ingress_url, headers={"Host": host}), timeout=30) as response:
                    self._answer(response.status, response.read())
            except HTTPError as error:
                self._answer(error.code, error.read())

        def _answer(self, status: int, body: bytes = b"") -> None:
            with suppress(BrokenPipeError):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *args) -> None:
            """Say nothing."""

    return Handler


class Inside:
    """The installed chart: its Service as Odoo calls it, and its pods."""

    def __init__(self, admin: Admin, home: str, prefix: str) -> None:
        self.admin, self.home, self.prefix = admin, home, prefix
        self.secrets: list[str] = []
        service = admin.read("get", "service", NAME, "-n", home, "-o", "json")
        self.url = f"http://{service['spec']['clusterIP']}:{service['spec']['ports'][0]['port']}"

    def call(self, method: str, path: str, body: Json | None = None, **headers: str) -> httpx.Response:
        """One call over a connection of its own, so that kube-proxy chooses a replica each time."""
        headers = {"X-API-Key": KEY, **headers}
        deadline = time.monotonic() + GENEROUS
        while True:
            try:
                answer = httpx.request(method, self.url + path, json=body, headers=headers, timeout=30, trust_env=False)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE or time.monotonic() > deadline:
                    return answer
            except httpx.TransportError:
                # Odoo tries again, too: a Service goes on naming a pod that was killed for a moment.
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.5)

    def wait(self, namespace: str, name: str, generation: int) -> Json:
        return until_ended(lambda: self.call("GET", f"/api/releases/{namespace}/{name}").json(), generation)

    def pods(self) -> list[Json]:
        found = self.admin.get("pods", "-n", self.home, "-l", f"app.kubernetes.io/name={NAME}")
        return [pod for pod in found if "deletionTimestamp" not in pod["metadata"]]

    def ready_pods(self) -> list[Json]:
        def is_ready(pod: Json) -> bool:
            conditions = pod.get("status", {}).get("conditions", [])
            return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)

        return [pod for pod in self.pods() if is_ready(pod)]

    def log(self, pod: Json) -> list[Json]:
        lines = self.admin.kubectl("logs", pod["metadata"]["name"], "-n", self.home).splitlines()
        return [json.loads(line) for line in lines]

    def leases(self) -> dict[str, str]:
        found = self.admin.get("leases", "-n", self.home)
        return {lease["metadata"]["name"]: lease["spec"].get("holderIdentity", "") for lease in found}


@contextmanager
def installed(admin: Admin, known: Facts, outside: Outside, folder: Path) -> Iterator[Inside]:
    """The chart with two replicas in a namespace of its own; everything goes afterwards."""
    prefix = random_prefix()
    home = f"{prefix}op"
    values = folder / "values.json"
    repository, _, tag = known.image.rpartition(":")
    values.write_text(
        json.dumps(
            {
                "prefix": prefix,
                "deployment": {"image": {"repository": repository, "tag": tag, "pullPolicy": "Never"}},
                "metrics": {"enabled": True},
                "settings": {
                    "eventsUrl": f"{outside.url}/api/operator/events",
                    "ingressUrl": outside.url,
                    "clusterKind": "embedded",
                    "enforcesNetworkPolicy": False,
                    "imageMap": known.images,
                },
            }
        )
    )
    keys = {"api-key": KEY, "events-key": EVENTS_KEY, "metrics-key": METRICS_KEY}
    secret = {
        "apiVersion": "v1", "kind": "Secret", "metadata": {"name": "paas-operator-keys"},
        "data": {name: base64.b64encode(key.encode()).decode() for name, key in keys.items()},
    }  # fmt: skip
    (folder / "keys.json").write_text(json.dumps(secret))
    admin.kubectl("create", "namespace", home)
    try:
        admin.kubectl("apply", "-n", home, "-f", str(folder / "keys.json"))
        chart = ("install", NAME, str(CHART), "-n", home, "-f", str(values), "--wait", f"--timeout={GENEROUS}s")
        admin.helm(*chart)
        yield Inside(admin, home, prefix)
    finally:
        admin.helm("uninstall", NAME, "-n", home, "--ignore-not-found", "--wait", f"--timeout={GENEROUS}s", check=False)
        clear(admin, prefix)
