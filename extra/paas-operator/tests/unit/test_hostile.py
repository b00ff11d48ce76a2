"""What an attacker sends: refused with 4xx, and nothing is written."""

import json
from urllib.parse import quote

import pytest

from tests.conftest import NAMESPACE, RELEASE, intent_body

PATH = f"/api/releases/{NAMESPACE}/{RELEASE}"
CHART = {"repository": "builtin", "name": "hello", "version": "1.0.0"}
QUOTA = {"cpu": 1, "memory_gb": 1, "storage_gb": 1}

OPTIONS = ["--post-renderer=/bin/sh", "-n kube-system", "--generate-name", "--help", "-f", "--"]
ODD = [
    *OPTIONS, "", " ", ".", "..", "../../etc", "%2e%2e%2f", "a/b", "a\\b", "a b", "a\n", "a\x00", "A", "å", "а",
    ".*", "[a-z]+", "kube-system", "$(id)", "`id`", "a;b", "a" * 300, "/etc/passwd", "file:///etc/passwd",
    "http://169.254.169.254/", "https://kubernetes.default.svc/",
]  # fmt: skip


async def refused(api, cluster, body, path=PATH, method="PUT") -> dict:
    before = dict(cluster.objects)
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await api.request(method, path, content=content, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert answer.json()["said"], "English alone"
    assert cluster.objects == before
    return answer.json()


async def test_the_valid_body_is_accepted(api, cluster):
    answer = await api.put(PATH, json=intent_body())
    assert (answer.status_code, answer.json()["phase"]) == (202, "queued")
    assert len(cluster.objects) == 1


@pytest.mark.parametrize("name", ODD)
async def test_odd_names_in_the_path(api, cluster, name):
    for path in (f"/api/releases/{quote(name, safe='')}/x", f"/api/releases/{NAMESPACE}/{quote(name, safe='')}"):
        await refused(api, cluster, intent_body(), path)


@pytest.mark.parametrize("name", ODD)
async def test_odd_names_in_the_body(api, cluster, name):
    for place in ({"namespace": name, "name": RELEASE}, {"namespace": NAMESPACE, "name": name}):
        await refused(api, cluster, {**intent_body(), **place}, "/api/releases", "POST")


@pytest.mark.parametrize("field", ["repository", "name", "version"])
@pytest.mark.parametrize("text", ODD)
async def test_odd_charts(api, cluster, field, text):
    await refused(api, cluster, intent_body(chart=CHART | {field: text}))


@pytest.mark.parametrize(
    "host",
    [
        *(name for name in ODD if name != "kube-system"),
        "*.example.com",
        "-a.example.com",
        "a..b",
        "a.example.com.",
        "a_b.example.com",
    ],
)
async def test_odd_hosts(api, cluster, host):
    await refused(api, cluster, intent_body(hosts=[host]))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("generation", 0), ("generation", -1), ("generation", 2**31), ("generation", "1"), ("generation", 1.5),
        ("generation", True), ("generation", None), ("desired", "absent"), ("desired", "--help"), ("action", "x"),
        ("chart", None), ("chart", "builtin/hello"), ("chart", CHART | {"digest": "x"}),
        ("chart", CHART | {"extra": 1}), ("values", []), ("values", "a: b"), ("values", {"a": None}),
        ("values", {"a": [None]}),
        ("values", {"a": "\x00"}), ("values", {"a\x00": 1}), ("values", {"a": "\ud800"}), ("secrets", {"a": {}}),
        ("secrets", {"a..b": {"keep": True}}),
        ("secrets", {"a": {"value": "x", "keep": True}}), ("secrets", {"a": {"generate": {"length": 1}}}),
        ("secrets", {"a": {"value": 1}}), ("secrets", {"--set": {"value": "x"}, "a.b ": {"value": "x"}}),
        ("secrets", {"a": {"keep": False}}), ("secrets", {"a": {"value": "x\x00"}}), ("hosts", "a.example.com"),
        ("restart_token", "a b"), ("restart_token", "x" * 65), ("tenant", None), ("tenant", {}),
        ("tenant", {"database_uuid": "", "workspace_uuid": "w", "quota": QUOTA}),
        ("tenant", {"database_uuid": "d", "workspace_uuid": "w", "quota": QUOTA | {"cpu": -1}}),
        ("policy", {"rollout_timeout": 1}), ("policy", {"rollout_timeout": 100_000}), ("policy", {"anything": 1}),
        ("unknown", 1),
    ],
)  # fmt: skip
async def test_odd_fields(api, cluster, field, value):
    await refused(api, cluster, intent_body(**{field: value}))


@pytest.mark.parametrize("field", ["generation", "desired", "action", "chart", "tenant"])
async def test_missing_fields(api, cluster, field):
    body = intent_body()
    del body[field]
    assert field in (await refused(api, cluster, body))["detail"]


async def test_values_of_five_megabytes(api, cluster):
    problem = await refused(api, cluster, intent_body(values={"a": "x" * 5_000_000}))
    assert (problem["status"], problem["code"]) == (413, "values_too_large")


async def test_values_just_over_the_limit(api, cluster):
    problem = await refused(api, cluster, intent_body(values={"a": "x" * (257 << 10)}))
    assert (problem["status"], problem["code"]) == (413, "values_too_large")


async def test_too_many_keys(api, cluster):
    await refused(api, cluster, intent_body(values={str(number): 1 for number in range(20_000)}))


async def test_too_deep(api, cluster):
    for depth in (25, 900, 100_000):
        nested = '{"a":' * depth + "1" + "}" * depth
        body = json.dumps(intent_body(values={})).replace('"values": {}', f'"values": {nested}')
        await refused(api, cluster, body.encode())


@pytest.mark.parametrize(
    "content", [b"", b"null", b"[]", b"1", b"{", b'{"generation": NaN}', b"\xff\xfe", b"a: &x [*x]", b"{}" * 2]
)
async def test_what_is_not_an_intent(api, cluster, content):
    await refused(api, cluster, content)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "9" * 5000])
async def test_odd_numbers(api, cluster, number):
    body = json.dumps(intent_body(values={"a": 17})).replace("17", number)
    await refused(api, cluster, body.encode())


@pytest.mark.parametrize("query", ["", "generation=x", "generation=0", "generation=-1", "generation=99999999999"])
async def test_delete_wants_a_generation(api, cluster, query):
    await refused(api, cluster, b"", f"{PATH}?{query}", "DELETE")


@pytest.mark.parametrize(
    "query", ["pod=..", "pod=a/b", "pod=--x", "limit=0", "limit=x", "limit=99999", "since=yesterday", "container=A"]
)
async def test_odd_log_queries(api, cluster, query):
    await refused(api, cluster, b"", f"{PATH}/logs?{query}", "GET")


@pytest.mark.parametrize(
    "repository", ["https://charts.example.com", "oci://registry.example.com/charts", "http://x.y"]
)
async def test_charts_of_other_repositories(api, cluster, repository):
    query = f"/api/charts/values?repository={repository}&name=a&version=1.0.0"
    assert (await refused(api, cluster, b"", query, "GET"))["code"] == "chart_not_allowed"
