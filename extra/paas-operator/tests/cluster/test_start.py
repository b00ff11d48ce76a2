"""The operator begins before its API server answers, and gets ready when it does."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import yaml

from tests.cluster.door import Door
from tests.cluster.site import GENEROUS, Operator, Site, own_site, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster


@pytest.fixture
def site(admin, helm_path, ingress_url, tmp_path) -> Iterator[Site]:
    with own_site(admin, tmp_path, helm_path, ingress_url) as site:
        yield site


@pytest.fixture
def door(site) -> Iterator[Door]:
    """A door before the API server, through which the site's kubeconfig leads."""
    config = yaml.safe_load(site.kubeconfig.read_text())
    server = urlsplit(config["clusters"][0]["cluster"]["server"])
    door = Door(server.hostname, server.port or 443)
    config["clusters"][0]["cluster"]["server"] = f"https://127.0.0.1:{door.port}"
    site.kubeconfig.write_text(yaml.safe_dump(config))
    yield door
    door.shut()


@pytest.fixture
def operator_behind(door, site, tmp_path) -> Iterator[Operator]:
    operator = Operator(site.environment(), tmp_path / "log", patience=0)
    operator.launch()
    yield operator
    operator.stop()
    operator.http.close()


def test_it_begins_before_its_cluster_and_loses_it_once_more(operator_behind, door, site):
    operator, namespace = operator_behind, f"{site.prefix}1"
    until(operator.is_alive, GENEROUS, "the process answers")
    until(lambda: "ConnectError" in operator.call("GET", "/readyz").text, GENEROUS, "it tells why it is not ready")

    door.open()
    until(operator.is_ready, GENEROUS, "it is ready by itself")
    operator.patience = GENEROUS
    path = f"/api/releases/{namespace}/{namespace}-late"
    operator.wish("PUT", path, intent_body())
    assert operator.wait(namespace, f"{namespace}-late", 1)["phase"] == "ready"

    door.shut()
    until(lambda: not operator.is_ready(), GENEROUS, "it notices that the cluster is away")
    assert operator.is_alive()
    door.open()
    until(operator.is_ready, GENEROUS, "it is ready again")
    operator.wish("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, f"{namespace}-late", 2)["phase"] == "deleted"
