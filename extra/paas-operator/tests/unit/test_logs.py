"""Logs by cursor: no line lost, none twice, none with a secret."""

import pytest

from paas_operator.errors import NotFound
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.errors import kube_error
from paas_operator.releases import logs as logs_module
from paas_operator.releases.logs import Logs, instant, parse
from paas_operator.releases.secrets import Blot
from tests.conftest import NAMESPACE, RELEASE
from tests.unit import builders


class Kubelet:
    """Answers like the kubelet: from the second of `sinceTime` on, or the last lines."""

    def __init__(self, *lines: str) -> None:
        self.lines = list(lines)
        self.asked: list[dict] = []
        self.refusal: Exception | None = None

    async def text(self, path: str, **params) -> str:
        self.asked.append(params)
        if self.refusal:
            raise self.refusal
        lines = self.lines
        if "tailLines" in params:
            lines = lines[-params["tailLines"] :]
        elif "sinceTime" in params:
            lines = [line for line in lines if line[:19] >= params["sinceTime"][:19]]
        return "".join(f"{line}\n" for line in lines)[: params["limitBytes"]]


@pytest.fixture
def cache():
    cache = ClusterCache(lambda *_: None)
    for name, created, names in (
        ("old", "2026-01-01", ["init", "web", "sidecar"]),
        ("new", "2026-01-02", ["init", "web", "sidecar"]),
    ):
        containers = [builders.container(name=n, init=n == "init") for n in names]
        cache.pods.put(builders.pod(*containers, name=name, created=created, namespace=NAMESPACE, service=RELEASE))
    cache.pods.put(builders.pod(name="foreign", namespace=NAMESPACE, service=f"{NAMESPACE}-other"))
    return cache


async def read(kubelet, cache, pod=None, container="", since="", limit=100, blot=None):
    logs = Logs(kubelet, cache)
    return await logs.read(NAMESPACE, RELEASE, pod, container, since, limit, blot or Blot({}))


def stamp(second: int, fraction: str) -> str:
    return f"2026-01-01T00:00:{second:02}.{fraction}Z"


async def test_the_newest_pod_and_its_first_container_unless_named(cache):
    kubelet = Kubelet(f"{stamp(1, '5')} hello")
    told = await read(kubelet, cache)
    assert (told["pod"], told["container"]) == ("new", "web")
    assert told["lines"] == [{"at": stamp(1, "500000000"), "text": "hello"}]
    assert told["pods"][1] == {"name": "old", "containers": ["init", "web", "sidecar"], "ready": False}
    assert (await read(kubelet, cache, pod="old", container="init"))["container"] == "init"
    with pytest.raises(NotFound):
        await read(kubelet, cache, pod="foreign")


async def test_pages_lose_nothing_and_repeat_nothing(cache):
    kubelet = Kubelet(*(f"{stamp(1 + n // 3, str(n % 3 + 1))} line {n}" for n in range(20)))
    since, seen = stamp(0, "0"), []
    while (told := await read(kubelet, cache, since=since, limit=3))["lines"]:
        seen += [line["text"] for line in told["lines"]]
        since = told["cursor"]
    assert seen == [f"line {n}" for n in range(20)]
    assert told["cursor"] == since


async def test_lines_of_one_moment_stay_together(cache):
    kubelet = Kubelet(*(f"{stamp(1, '1')} line {n}" for n in range(5)))
    assert len((await read(kubelet, cache, since=stamp(0, "0"), limit=2))["lines"]) == 5


async def test_a_flood_within_one_second_does_not_stop_the_cursor(cache, monkeypatch):
    monkeypatch.setattr(logs_module, "BYTES", 400)
    kubelet = Kubelet(*(f"{stamp(1, f'{n:09}')} line {n}" for n in range(50)))
    told = await read(kubelet, cache, since=stamp(1, "000000020"), limit=5)
    assert told["lines"][-1]["text"] == "line 49"


async def test_a_container_that_has_not_started_has_no_lines(cache):
    kubelet = Kubelet()
    kubelet.refusal = kube_error(400, {"message": "container is waiting to start"}, "GET")
    assert (await read(kubelet, cache))["lines"] == []
    kubelet.refusal = kube_error(403, {}, "GET")
    with pytest.raises(type(kubelet.refusal)):
        await read(kubelet, cache)


async def test_secrets_are_blotted_out(cache):
    kubelet = Kubelet(
        f"{stamp(1, '1')} password=s3cret&word in base64 czNjcmV0JndvcmQ= in a URL db://x:s3cret%26word@db"
    )
    [line] = (await read(kubelet, cache, blot=Blot({"p": "s3cret&word"})))["lines"]
    assert line["text"] == "password=••• in base64 ••• in a URL db://x:•••@db"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-01T00:00:01Z", stamp(1, "000000000")),
        ("2026-01-01T08:00:01.25+08:00", stamp(1, "250000000")),
        ("2026-01-01T00:00:01.123456789Z", stamp(1, "123456789")),
        ("yesterday", None),
    ],
)
def test_times_are_told_in_one_form(text, moment):
    assert instant(text) == moment


def test_what_is_no_line_is_left_out(monkeypatch):
    assert parse("unable to retrieve container logs\n") == []


def test_several_lines_of_one_secret_and_json():
    blot = Blot({"key": "-----BEGIN KEY-----\nabcdefghijklmnop\n", "quote": 'say "yes"'})
    assert blot("abcdefghijklmnop") == "•••"
    assert blot('{"p": "say \\"yes\\""}') == '{"p": "•••"}'
    assert Blot({"short": "abc"})("abc") == "abc"
