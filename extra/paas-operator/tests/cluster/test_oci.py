"""Charts and images from a real registry: the chart by the operator, the image by the node."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cluster import registry as registries
from tests.cluster.registry import PRIVATE, PUBLIC, TOKENS, Registry
from tests.cluster.site import GENEROUS, Json, Operator, own_site, until
from tests.conftest import CHARTS, intent_body
from tests.unit.chart_server import TOKEN
from tests.unit.chart_server import serving as serving_tokens

pytestmark = pytest.mark.cluster

BUSYBOX = "woow.local/busybox:1.35"
OPEN, CLOSED = f"oci://{PUBLIC}/charts", f"oci://{PRIVATE}/charts"
ANYBODY = "/token?service=registry&scope=repository%3Acharts%2Fhello%3Apull"
ADDRESSES = {PUBLIC: "93.184.215.21", PRIVATE: "93.184.215.22", TOKENS: "93.184.215.23"}
SHORT = {"rollout_timeout": 60}


@pytest.fixture(scope="module")
def registry(tmp_path_factory) -> Iterator[Registry]:
    with registries.serving(tmp_path_factory.mktemp("registry")) as registry:
        yield registry


@pytest.fixture(scope="module")
def archive(registry, helm_path) -> bytes:
    registry.push_image(BUSYBOX, "tests/web:1.35")
    return registry.push_chart(helm_path, CHARTS / "hello")


@dataclass
class Place:
    """An operator that reaches the registry by public names."""

    operator: Operator
    namespace: str

    def launch(self, name: str, repository: str = OPEN, version: str = "1.0.0", digest: str = "", **body) -> Json:
        """Wish for a release; its place and the answer's status."""
        pinned = {"digest": digest} if digest else {}
        chart = {"repository": repository, "name": "hello", "version": version, **pinned}
        path = f"/api/releases/{self.namespace}/{self.namespace}-{name}"
        answer = self.operator.call("PUT", path, intent_body(chart=chart, **body))
        assert answer.status_code == 202, answer.text
        return answer.json()

    def ended(self, name: str) -> Json:
        return self.operator.wait(self.namespace, f"{self.namespace}-{name}", 1)

    def said(self, name: str, code: str) -> str:
        """What is told of a release while it does not move."""

        def told() -> str | None:
            reason = self.operator.status(self.namespace, f"{self.namespace}-{name}")["reason"]
            return reason["message"] if reason and reason["code"] == code else None

        return until(told, GENEROUS, f"{name}: {code}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("led")


@pytest.fixture(scope="module")
def place(registry, archive, admin, helm_path, ingress_url, folder) -> Iterator[Place]:
    with serving_tokens() as tokens, own_site(admin, folder, helm_path, ingress_url) as site:
        tokens.special[f"{TOKENS}{ANYBODY}"] = (200, {}, json.dumps({"token": TOKEN}).encode())
        (folder / "authorities.pem").write_bytes(
            tokens.authority.cert_pem.bytes() + registry.authority.cert_pem.bytes()
        )
        ports = {PUBLIC: registry.ports["public"], PRIVATE: registry.ports["private"], TOKENS: tokens.led.port}
        images = [f"127.0.0.1:{registry.ports[door]}" for door in ("open_", "closed")]
        environment = site.environment(
            CHART_REPOSITORIES=f"{OPEN},{CLOSED}", IMAGE_REGISTRIES=",".join(["woow.local", *images])
        )
        led = {host: [address, ports[host]] for host, address in ADDRESSES.items()}
        environment |= {"LED": json.dumps(led), "LED_AUTHORITY": str(folder / "authorities.pem")}
        operator = Operator(environment, folder / "log", "tests.cluster.led")
        operator.start()
        yield Place(operator, f"{site.prefix}61")
        operator.stop()
        operator.http.close()
    assert '"level": "error"' not in operator.log()


def from_registry(registry: Registry, door: str, tag: str) -> Json:
    return {"text": "hello", "image": {"repository": registry.image("tests/web", door), "tag": tag}}


@pytest.fixture(scope="module", autouse=True)
def begun(place, registry, archive) -> None:
    """All that take a while, at once."""
    digest = f"sha256:{hashlib.sha256(archive).hexdigest()}"
    place.launch("whole", digest=digest, values=from_registry(registry, "open_", "1.35"))
    place.launch("closed", values=from_registry(registry, "closed", "1.35"), policy=SHORT)
    place.launch("untagged", values=from_registry(registry, "open_", "9.9"), policy=SHORT)
    place.launch("pinned", digest="sha256:" + "0" * 64)
    place.launch("missing", version="9.9.9")
    place.launch("private", repository=CLOSED)


def test_versions_and_contents_are_told(place, archive):
    found = place.operator.call("GET", f"/api/charts/versions?repository={OPEN}&name=hello")
    assert [item["version"] for item in found.json()["items"]] == ["1.0.0"]
    chart = {"repository": OPEN, "name": "hello", "version": "1.0.0"}
    checked = place.operator.call("POST", "/api/charts/check", {"chart": chart}).json()
    assert checked["findings"] == []
    assert checked["digest"].removeprefix("sha256:") == hashlib.sha256(archive).hexdigest()


def test_a_chart_and_its_image_come_from_the_registry(place, registry, admin):
    status = place.ended("whole")
    assert (status["phase"], status["reason"]) == ("ready", None)
    [pod] = admin.get("pods", "-n", place.namespace, "-l", f"woow.io/service={place.namespace}-whole")
    assert pod["spec"]["containers"][0]["image"] == f"{registry.image('tests/web')}:1.35"


@pytest.mark.parametrize(
    ("name", "code", "says"),
    [
        ("pinned", "chart_not_allowed", "does not have the digest promised"),
        ("missing", "chart_not_found", f"{PUBLIC} does not have it (404)"),
        ("private", "chart_not_found", f"{PRIVATE} does not have it, or not for everybody (401)"),
    ],
)
def test_a_chart_that_can_not_be_had(place, name, code, says):
    status = place.ended(name)
    assert (status["phase"], status["reason"]["code"]) == ("failed", code), status
    assert says in status["reason"]["message"]


@pytest.mark.parametrize(("name", "says"), [("closed", "401 Unauthorized"), ("untagged", "not found")])
def test_an_image_that_can_not_be_pulled(place, name, says):
    assert says in place.said(name, "image_pull")
    status = place.ended(name)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "image_pull"), status
