"""SIGTERM: no new requests, Leases given back, Helm ended by SIGTERM within its grace, no orphan; the next goes on."""

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cluster.site import GENEROUS, Operator, Site, own_site, until
from tests.conftest import KEY, intent_body

pytestmark = pytest.mark.cluster

WITHIN = 45  # the time that the chart gives its pods (terminationGracePeriodSeconds)


@pytest.fixture
def site(admin, helm_path, ingress_url, tmp_path) -> Iterator[Site]:
    with own_site(admin, tmp_path, helm_path, ingress_url) as site:
        yield site


def test_it_ends_in_order_and_the_next_one_goes_on(site, tmp_path):
    environment = site.environment(EVENTS_URL="http://127.0.0.1:9", EVENTS_KEY_FILE=str(tmp_path / "keys"))
    operator = Operator(environment, tmp_path / "log")
    operator.start()
    namespace = f"{site.prefix}1"
    path = f"/api/releases/{namespace}/{namespace}-slow"
    operator.wish("PUT", path, intent_body(values={"breakage": {"hookSeconds": 25}}))
    until(lambda: site.admin.get("jobs", "-n", namespace), GENEROUS, "Helm waits for its hook")
    held = {f"release.{namespace}.{namespace}-slow", "leader"}
    until(lambda: held <= leases(site), GENEROUS, "it leads, and works on the release")

    asked = time.monotonic()
    operator.process.terminate()
    until(lambda: refuses(operator.url), WITHIN, "no connection is taken any more")
    assert operator.process.wait(WITHIN) == 0
    assert time.monotonic() - asked < WITHIN
    assert leases(site) == set()
    lines = operator.lines()
    helms = [line["pid"] for line in lines if line["message"] == "helm started"]
    assert helms
    assert not [pid for pid in helms if is_helm(pid)]
    assert not [line for line in lines if line["level"] == "error"]
    [secret] = site.admin.get("secrets", "-n", namespace, "-l", "owner=helm")
    assert secret["metadata"]["labels"]["status"] in ("failed", "pending-install")

    operator.start()
    status = operator.wait(namespace, f"{namespace}-slow", 1)
    assert (status["phase"], status["reason"]) == ("ready", None)
    operator.wish("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, f"{namespace}-slow", 2)["phase"] == "deleted"
    operator.stop()
    operator.http.close()


def test_a_request_under_way_is_answered(site, tmp_path):
    operator = Operator(site.environment(), tmp_path / "log")

    def taken_over() -> bool:
        operator.start()
        answer = answer_of_one_that_ends(operator, f"{site.prefix}2")
        assert operator.process.wait(WITHIN) == 0
        assert answer.startswith((b"HTTP/1.1 202 ", b"HTTP/1.1 503 ")), "taken over, or the cluster was too slow"
        return answer.startswith(b"HTTP/1.1 202 ")

    until(taken_over, GENEROUS, "the wish is taken over")
    [intent] = site.admin.get("secrets", "-n", site.home, "-l", "woow.io/kind=intent")
    assert intent["metadata"]["annotations"]["woow.io/phase"] in ("queued", "working")
    operator.http.close()


def answer_of_one_that_ends(operator: Operator, namespace: str) -> bytes:
    """How an operator begins to answer a wish whose body comes after its SIGTERM."""
    body = json.dumps(intent_body()).encode()
    with socket.create_connection(("127.0.0.1", int(operator.environment["PAAS_PORT"])), GENEROUS) as connection:
        connection.sendall(
            f"PUT /api/releases/{namespace}/{namespace}-a HTTP/1.1\r\nHost: operator\r\nX-API-Key: {KEY}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 "), "it waits for the body"
        operator.process.terminate()
        until(lambda: refuses(operator.url), WITHIN, "no connection is taken any more")
        connection.sendall(body)
        return connection.recv(1000)


def leases(site: Site) -> set[str]:
    return {lease["metadata"]["name"] for lease in site.admin.get("leases", "-n", site.home)}


def is_helm(pid: int) -> bool:
    """Whether a process is Helm and lives: its number may be somebody else's by now."""
    try:
        return b"helm" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def refuses(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz", trust_env=False)
    except httpx.TransportError:
        return True
    return False
