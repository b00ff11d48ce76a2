"""Host names and TLS of an Ingress."""

import json

import httpx
import pytest

from paas_operator.releases.follow import Ingress
from tests.unit.rendered import ingress, rendered

MAIN, FURTHER = "shop.example.com", "www.shop.example"
BOTH = (MAIN, FURTHER)
PATHS = {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "x", "port": {"number": 80}}}}]}


def with_paths(**spec) -> dict:
    obj = ingress(**spec)
    obj["spec"]["rules"][0]["http"] = PATHS
    return obj


def spec_of(obj: dict, **changes) -> dict:
    return rendered(obj, **{"hosts": BOTH, **changes})[0]["spec"]


def test_further_host_names_lead_where_the_main_one_does():
    rules = spec_of(with_paths())["rules"]
    assert rules == [{"host": MAIN, "http": PATHS}, {"host": FURTHER, "http": PATHS}]


def test_a_host_name_that_the_chart_serves_already_is_left_alone():
    obj = with_paths()
    obj["spec"]["rules"].append({"host": FURTHER, "http": {"paths": []}})
    assert [rule["http"] for rule in spec_of(obj)["rules"]] == [PATHS, {"paths": []}]


def test_an_ingress_for_another_of_the_hosts_is_left_alone():
    assert spec_of(ingress(FURTHER), tls="default-certificate") == {"rules": [{"host": FURTHER}]}


def test_without_tls_the_charts_own_is_extended():
    tls = [{"hosts": [MAIN], "secretName": "mine"}]
    assert spec_of(with_paths(tls=tls))["tls"] == [{"hosts": [MAIN, FURTHER], "secretName": "mine"}]
    assert "tls" not in spec_of(with_paths())


def test_the_controllers_default_certificate_needs_no_secret():
    tls = [{"hosts": [MAIN], "secretName": "mine"}]
    assert spec_of(with_paths(tls=tls), tls="default-certificate")["tls"] == [{"hosts": [MAIN, FURTHER]}]


def test_cert_manager_issues_one_certificate_a_host_name():
    [obj] = rendered(with_paths(), hosts=BOTH, tls="cert-manager", tls_issuer="letsencrypt")
    annotations = obj["metadata"]["annotations"]
    assert annotations["cert-manager.io/cluster-issuer"] == "letsencrypt"
    template = json.loads(annotations["cert-manager.io/secret-template"])
    assert template == {"labels": {"woow.io/service": "paas-ws-7-shop"}}
    entries = obj["spec"]["tls"]
    assert [entry["hosts"] for entry in entries] == [[MAIN], [FURTHER]]
    assert len({entry["secretName"] for entry in entries}) == 2
    assert all(entry["secretName"].startswith("paas-ws-7-shop-tls-") for entry in entries)


@pytest.mark.parametrize("url", ["https://127.0.0.1:8443", "http://127.0.0.1:8080"])
async def test_the_probe_names_the_host_in_tls_too(url):
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((str(request.url.scheme), request.headers["host"], request.extensions["sni_hostname"]))
        return httpx.Response(200)

    probe = Ingress(url, httpx.MockTransport(answer))
    await probe.until_answered(list(BOTH))
    await probe.close()
    scheme, port = url.split(":")[0], url.rsplit(":", 1)[1]
    assert asked == [(scheme, f"{host}:{port}", host) for host in BOTH]
