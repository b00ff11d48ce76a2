"""SIGTERM: no new requests, Leases given back, Helm ended by SIGTERM within its grace, no orphan; the next goes on."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.cluster.site import Operator, Site, home_of, random_prefix, until, write_kubeconfig
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

WITHIN = 20.0


@pytest.fixture
def site(admin, helm_path, ingress_url, tmp_path) -> Iterator[Site]:
    prefix = random_prefix()
    with home_of(admin, prefix) as home:
        kubeconfig = write_kubeconfig(admin, home, tmp_path / "kubeconfig")
        yield Site(admin, prefix, home, kubeconfig, tmp_path, helm_path, ingress_url)


def test_it_ends_in_order_and_the_next_one_goes_on(site, tmp_path):
    environment = site.environment(EVENTS_URL="http://127.0.0.1:9", EVENTS_KEY_FILE=str(tmp_path / "keys"))
    operator = Operator(environment, tmp_path / "log")
    operator.start()
    namespace = f"{site.prefix}1"
    path = f"/api/releases/{namespace}/{namespace}-slow"
    operator.call("PUT", path, intent_body(values={"breakage": {"hookSeconds": 8}}))
    until(lambda: site.admin.get("jobs", "-n", namespace), 20, "Helm waits for its hook")
    assert {f"release.{namespace}.{namespace}-slow", "leader"} <= leases(site)

    asked = time.monotonic()
    operator.process.terminate()
    until(lambda: refuses(operator.url), 5, "no connection is taken any more")
    assert operator.process.wait(WITHIN) == 0
    assert time.monotonic() - asked < WITHIN
    assert leases(site) == set()
    lines = [json.loads(line) for line in operator.log().splitlines()]
    helms = [line["pid"] for line in lines if line["message"] == "helm started"]
    assert helms
    assert not [pid for pid in helms if Path(f"/proc/{pid}").exists()]
    assert not [line for line in lines if line["level"] == "error"]
    [secret] = site.admin.get("secrets", "-n", namespace, "-l", "owner=helm")
    assert secret["metadata"]["labels"]["status"] in ("failed", "pending-install")

    operator.start()
    status = operator.wait(namespace, f"{namespace}-slow", 1)
    assert (status["phase"], status["reason"]) == ("ready", None)
    operator.call("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, f"{namespace}-slow", 2)["phase"] == "deleted"
    operator.stop()
    operator.http.close()


def test_a_request_under_way_is_answered(site, tmp_path):
    operator = Operator(site.environment(), tmp_path / "log")
    operator.start()
    namespace = f"{site.prefix}2"
    with httpx.Client(headers=dict(operator.http.headers), timeout=10) as client:
        request = client.build_request(
            "PUT",
            f"{operator.url}/api/releases/{namespace}/{namespace}-a",
            content=slowly(operator),
            headers={"Content-Type": "application/json"},
        )
        assert client.send(request).status_code == 202
    assert operator.process.wait(WITHIN) == 0
    [intent] = site.admin.get("secrets", "-n", site.home, "-l", "woow.io/kind=intent")
    assert intent["metadata"]["annotations"]["woow.io/phase"] in ("queued", "working")
    operator.http.close()


def slowly(operator: Operator) -> Iterator[bytes]:
    """A body whose second half comes after SIGTERM."""
    body = json.dumps(intent_body()).encode()
    yield body[:20]
    time.sleep(0.5)
    operator.process.terminate()
    time.sleep(1)
    yield body[20:]


def leases(site: Site) -> set[str]:
    return {lease["metadata"]["name"] for lease in site.admin.get("leases", "-n", site.home)}


def refuses(url: str) -> bool:
    try:
        httpx.get(f"{url}/healthz")
    except httpx.TransportError:
        return True
    return False
