"""Every field of every route of the OpenAPI document, attacked: refused or harmless; no fault, no option, no escape."""

import json

import httpx
import pytest

from paas_operator.api.app import create_app
from tests.conftest import KEY, SECOND_KEY, intent_body
from tests.unit.attacked import BODIES, Watch, body_of, encoded, places, routes, url_of, with_value
from tests.unit.fake_cluster import running

OPTIONS = [
    "--post-renderer=/bin/sh",
    "-n kube-system",
    "--generate-name",
    "--help",
    "-f/etc/passwd",
    "--",
    "-",
    "--kubeconfig=x",
]
STRINGS = [
    *OPTIONS,
    "",
    " ",
    ".",
    "..",
    "../../etc/passwd",
    "/etc/passwd",
    "a/../b",
    "%2e%2e%2f",
    "%2F",
    "a%00b",
    "a\x00b",
    "a\nb",
    "a\r\nX-Y: z",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "https://169.254.169.254",
    "https://127.0.0.1:6443",
    "https://localhost",
    "https://kubernetes.default.svc",
    "https://[::1]/",
    "oci://127.0.0.1/x",
    "oci://../..",
    "git+ssh://x/y",
    "https://example.com/values.yaml",
    ".*",
    "^",
    "[a-z]+",
    "(a+)+$",
    "paas-ws-.*",
    "paas-ws-7\n",
    "paas-ws-07",
    "paas-ws-7/../../kube-system",
    "kube-system",
    "default",
    "woow-paas",
    "paas-ws-\u0667",
    "p\u0430as-ws-7",
    "\uff50aas-ws-7",
    "paas-ws-7\u200b",
    "\u202epaas-ws-7",
    "\ud800",
    "\U0001f600",
    "$(id)",
    "`id`",
    "a;b",
    "{{ .Values }}",
    "${HOME}",
    "&a [*a, *a]",
    "!!python/object:os.system",
    "x" * 5000,
    "1e999",
    "NaN",
    "-1",
    "0",
    "99999999999999999999",
    "null",
    "true",
]
OTHERS = [
    None,
    True,
    0,
    -1,
    1.5,
    10**30,
    [],
    {},
    [[]],
    [None],
    {"": ""},
    {"a": None},
    ["--help"],
    {"--set": "x"},
    {"__proto__": {}},
]


def _routes() -> list:
    document = create_app((KEY.encode(),), None, b"m" * 16).openapi()
    return [pytest.param(*route, id=f"{route[0]} {route[1]}") for route in routes(document)]


EVERY = pytest.mark.parametrize(("method", "path", "operation"), _routes())


@pytest.fixture
def watch(cluster, runtime, settings, monkeypatch) -> Watch:
    watch = Watch(cluster, settings.cache_dir)
    watch.keep_processes(monkeypatch)
    monkeypatch.setattr(runtime, "is_ready", lambda: True)
    return watch


async def send(api, watch, method, url, content=b"", **headers) -> int:
    answer = await api.request(method, url, content=content, headers={"Content-Type": "application/json", **headers})
    watch.check(answer, f"{method} {url[:200]} {content[:300]!r}")
    return answer.status_code


def test_every_body_of_the_document_has_a_sample(app):
    for _, _, operation in routes(app.openapi()):
        if "requestBody" in operation:
            assert body_of(operation)


@EVERY
async def test_parameters(api, watch, method, path, operation):
    body = encoded(body_of(operation)) if "requestBody" in operation else b""
    for parameter in operation.get("parameters", []):
        for text in STRINGS:
            await send(api, watch, method, url_of(path, operation, {parameter["name"]: text}), body)


@EVERY
async def test_fields(api, watch, method, path, operation):
    body, url = body_of(operation), url_of(path, operation)
    if body is None:
        assert await send(api, watch, method, url, b'{"a": [') < 500
        return
    for at in places(body):
        for value in (*STRINGS, *OTHERS):
            await send(api, watch, method, url, encoded(with_value(body, at, value)))
        if at and isinstance(at[-1], str):
            for key in ("--set", "a\x00", "unknown", "x" * 5000):
                parent = at[:-1]
                held = body
                for part in parent:
                    held = held[part]
                await send(api, watch, method, url, encoded(with_value(body, parent, {**held, key: "x"})))
                missing = {name: value for name, value in held.items() if name != at[-1]}
            await send(api, watch, method, url, encoded(with_value(body, parent, missing)))


@EVERY
async def test_sizes_and_depths(api, watch, method, path, operation):
    url = url_of(path, operation)
    many = "{" + ",".join(f'"k{number}": 1' for number in range(120_000)) + "}"
    deep = '{"a":' * 900 + "1" + "}" * 900
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(f"b{n}: &b{n} [*a,*a,*a,*a,*a,*a,*a,*a]" for n in range(9))
    body = body_of(operation)
    for text in (many, deep, json.dumps("x" * 5_000_000), bomb, "[" * 100_000, '"\\ud800"', "\ufeff{}", "\x00"):
        assert await send(api, watch, method, url, text.encode()) < 500
        for at in [at for at in places(body) if at and at[-1] == "values"]:
            if text not in (bomb, "[" * 100_000, "\ufeff{}", "\x00"):
                whole = json.dumps(with_value(body, at, "PLACE")).replace('"PLACE"', text)
                assert 400 <= await send(api, watch, method, url, whole.encode()) < 500


@EVERY
async def test_headers(api, watch, anonymous, method, path, operation):
    url = url_of(path, operation)
    body = encoded(body_of(operation)) if "requestBody" in operation else b""
    for kind in (
        "text/plain",
        "application/x-yaml",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "",
        "x" * 5000,
    ):
        await send(api, watch, method, url, body, **{"Content-Type": kind})
    for name in (
        "Accept",
        "X-Request-Id",
        "X-Forwarded-For",
        "Content-Encoding",
        "Transfer-Encoding",
        "Range",
        "If-Match",
        "Host",
    ):
        for value in ("", "--help", "../../etc", "x" * 60_000, "gzip", "\t"):
            await send(api, watch, method, url, body, **{name: value})


@EVERY
async def test_keys(anonymous, watch, method, path, operation):
    """Missing, wrong, empty, twice, nearly right: the same 401 for all, but for the routes that are free."""
    url = url_of(path, operation)
    bearer = {"Authorization": f"Bearer {KEY}"}
    headers = [
        [],
        [("X-API-Key", "")],
        [("X-API-Key", "wrong")],
        [("X-API-Key", KEY[:-1])],
        [("X-API-Key", KEY + " x")],
        [("X-API-Key", KEY.upper())],
        [("X-API-Key", KEY), ("X-API-Key", KEY)],
        list(bearer.items()),
        [("X-API-Key", "x" * 60_000)],
        [("X-API-Key", f"{KEY},{SECOND_KEY}")],
        [("Cookie", f"X-API-Key={KEY}")],
    ]
    for given in headers:
        answer = await anonymous.request(method, url, headers=given)
        watch.check(answer, f"{method} {url} {given}")
        assert path in ("/healthz", "/readyz") or answer.status_code == 401, (answer.status_code, given)
    assert KEY not in answer.text
    if path not in ("/healthz", "/readyz"):
        for other in (
            f"/{url}",
            url.replace("/api", "/API", 1),
            f"/healthz/..{url}",
            f"{url}/",
            url.replace("/", "//", 1),
        ):
            assert (await anonymous.request(method, other)).status_code == 401


async def test_a_key_is_rotated(runtime, watch):
    """Both open the door during a change, and the old one does not after it."""
    for keys, opened in (((KEY,), (KEY,)), ((KEY, SECOND_KEY), (KEY, SECOND_KEY)), ((SECOND_KEY,), (SECOND_KEY,))):
        app = create_app(tuple(key.encode() for key in keys), running(runtime), b"m" * 16)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://operator") as client:
            for key in (KEY, SECOND_KEY):
                answer = await client.get("/api/info", headers={"X-API-Key": key})
                assert answer.status_code == (200 if key in opened else 401)


async def test_the_corpus_is_not_refused_at_the_door(api, watch):
    """The samples that the attacks start from are good ones: otherwise nothing behind the first check was reached."""
    for _, path, operation in sorted(routes(api.app.openapi()), key=lambda r: r[0] not in ("PUT", "POST")):
        if path == "/api/releases/{ns}/{name}" and operation["operationId"].startswith("apply"):
            assert (await api.put(url_of(path, operation), json=intent_body())).status_code == 202
    assert (await api.post("/api/charts/check", json=BODIES["ChartToCheck"])).status_code == 200
    assert watch.started
