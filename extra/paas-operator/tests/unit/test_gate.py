"""No route without a key, whatever its method: the list of routes comes from the OpenAPI document itself."""

import pytest

from tests.conftest import KEY, SECOND_KEY

FREE = {"/healthz", "/readyz"}
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS")


def paths(client) -> set[str]:
    documented = set(client.app.openapi()["paths"])
    assert len(documented) > 20
    return {path.replace("{ns}", "paas-ws-1").replace("{name}", "paas-ws-1-a") for path in documented}


async def test_nothing_but_health_is_open(anonymous):
    for path in paths(anonymous) - FREE | {"/", "/docs", "/redoc", "/openapi.json", "/api/openapi.json", "/none"}:
        for method in METHODS:
            answer = await anonymous.request(method, path)
            assert answer.status_code == 401, (method, path)
            assert answer.headers["content-type"] == "application/problem+json"


async def test_health_is_open(anonymous):
    assert (await anonymous.get("/healthz")).status_code == 200
    assert (await anonymous.get("/readyz")).status_code == 503


@pytest.mark.parametrize("key", ["", "wrong", KEY + "x", KEY[:-1], KEY.upper(), "é", "\x00"])
async def test_a_wrong_key_opens_nothing(anonymous, key):
    answer = await anonymous.get("/api/info", headers={"X-API-Key": key.encode()})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert [said["key"] for said in answer.json()["said"]] == ["request_no_key"]


@pytest.mark.parametrize("key", [KEY, SECOND_KEY])
async def test_both_keys_of_a_change_are_valid(anonymous, key):
    assert (await anonymous.get("/api/info", headers={"X-API-Key": key})).status_code == 200


async def test_two_key_headers_are_none(anonymous):
    answer = await anonymous.get("/api/info", headers=[("X-API-Key", KEY), ("X-API-Key", KEY)])
    assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/healthz/", "//healthz", "/healthz/../api/info", "/readyz%2f..%2fapi/info"])
async def test_no_path_trick_leads_past_the_key(anonymous, path):
    assert (await anonymous.get(path)).status_code == 401


async def test_unknown_routes_and_methods_are_problems_too(api):
    missing = await api.get("/api/none")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
    wrong = await api.patch("/api/releases")
    assert (wrong.status_code, wrong.json()["status"]) == (405, 405)
    assert wrong.headers["content-type"] == "application/problem+json"


async def test_the_document_is_complete(api):
    document = (await api.get("/api/openapi.json")).json()
    body = document["components"]["schemas"]["ReleaseIntent"]
    assert body["additionalProperties"] is False
    assert document["paths"]["/api/info"]["get"]["security"] == [{"APIKeyHeader": []}]
    assert "security" not in document["paths"]["/healthz"]["get"]
