"""What a chart, a repository, an application or a caller sends can't fill the operator's memory nor hold its loop."""

import asyncio
import gzip
import io
import json
import os
import tarfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from paas_operator.api.gate import BODY_LIMIT
from paas_operator.charts.archive import inspect, looks_up, parse_values, read_file, read_metadata, read_values
from paas_operator.charts.index import IndexedRepositories
from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.remote import RemoteCharts
from paas_operator.errors import ChartNotFound, ChartUnavailable, HelmFailed
from paas_operator.helm import process, runner
from paas_operator.helm.process import HelmProcesses
from paas_operator.postrender import __main__ as postrender
from paas_operator.postrender.findings import Refused
from paas_operator.releases import follow
from paas_operator.releases.events import EventSender
from paas_operator.releases.follow import Ingress
from tests.conftest import PATIENCE
from tests.unit.rendered import rules
from tests.unit.test_helm import apply, helm_of, stand_in

MIB = 1 << 20
REPOSITORY = "https://charts.example.com/stable"
CHUNK = b"x" * 65536


class Endless(httpx.AsyncByteStream):
    """A body that has no end; reading on beyond sixteen megabytes is the fault looked for."""

    def __init__(self, pause: float = 0.0, chunk: bytes = CHUNK) -> None:
        self._pause, self._chunk = pause, chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        sent = 0
        while True:
            await asyncio.sleep(self._pause)
            sent += len(self._chunk)
            assert sent < 16 * MIB
            yield self._chunk


@contextmanager
def at_most(mib: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < mib * MIB
    finally:
        tracemalloc.stop()


async def test_an_application_that_answers_without_end_is_an_answer():
    probe = Ingress("http://127.0.0.1:80", httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless())))
    async with asyncio.timeout(PATIENCE):
        await probe.until_answered(["shop.example.com"])
    await probe.close()


@pytest.mark.parametrize("body", [Endless(), Endless(3600, b"4")], ids=["fast", "slow"])
async def test_one_that_says_404_without_end_does_not_hold_the_look(monkeypatch, body):
    monkeypatch.setattr(follow, "ANSWER_WITHIN", 0.3)
    answers = [httpx.Response(404, stream=body), httpx.Response(200)]
    probe = Ingress("http://127.0.0.1:80", httpx.MockTransport(lambda _: answers.pop(0) if answers[1:] else answers[0]))
    async with asyncio.timeout(PATIENCE):
        await probe.until_answered(["shop.example.com"])
    await probe.close()


async def test_what_odoo_answers_to_an_event_is_not_read_to_its_end():
    answer = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    sender = EventSender("http://odoo.test/events", b"key", answer)
    async with asyncio.timeout(PATIENCE):
        await sender.greet()
    await sender.close()


async def test_a_body_of_open_quotes_does_not_hold_the_loop(api):
    began = time.process_time()
    answer = await api.put("/api/releases/paas-ws-7/paas-ws-7-shop", content=b'"' + b'\\"' * (BODY_LIMIT // 2 - 1))
    assert answer.status_code == 422
    assert time.process_time() - began < 5


def archive_with(kind: bytes, size: int) -> bytes:
    """An archive whose one member is a header of some megabytes for the next."""
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, size
    return gzip.compress(header.tobuf(tarfile.USTAR_FORMAT) + bytes(size + 1024))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
@pytest.mark.parametrize("read", [inspect, looks_up, lambda chart: read_file(chart, "values.yaml")])
def test_an_archive_of_headers_alone_is_not_unpacked(tmp_path, kind, read):
    (tmp_path / "shop.tgz").write_bytes(archive_with(kind, 200 * MIB))
    with at_most(160), pytest.raises(ChartNotFound, match="50 MiB"):
        read(tmp_path / "shop.tgz")


def unfolding(key: str) -> str:
    """Aliases that unfold to a thousand million words."""
    lines = ["a: &a [x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 8)}]")
    return "\n".join([*lines, key]) + "\n"


def packed(text: str) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        member = tarfile.TarInfo("shop/Chart.yaml")
        member.size = len(text)
        archive.addfile(member, io.BytesIO(text.encode()))
    return stream.getvalue()


def test_a_version_that_unfolds_without_end_is_none(tmp_path):
    (tmp_path / "shop.tgz").write_bytes(packed(unfolding("name: shop\nversion: 1.0.0\nappVersion: *j")))
    with at_most(50):
        assert read_metadata(tmp_path / "shop.tgz") == {"name": "shop", "version": "1.0.0", "appVersion": ""}


@pytest.mark.parametrize("text", ["a: " + "9" * 5000, "a: " + "[" * 5000])
def test_values_that_python_can_t_take_are_refused_or_left_out(tmp_path, text):
    with pytest.raises(ChartNotFound, match=r"values\.yaml"):
        parse_values(text)
    (tmp_path / "values.yaml").write_text(text)
    assert read_values(tmp_path) == {}


async def public(host: str, port: int) -> list[str]:
    return ["93.184.215.14"]


def world(answer: Callable[[httpx.Request], httpx.Response]) -> PinnedClient:
    return PinnedClient(public, httpx.MockTransport(answer))


@pytest.mark.parametrize(
    "index",
    [
        unfolding("entries: {shop: [{version: *j, urls: [x]}]}"),
        unfolding("entries: {shop: [{version: 1.0.0, appVersion: *j, digest: *j, urls: [*j]}]}"),
        "entries: " + "[" * 100_000,
    ],
)
async def test_an_index_that_unfolds_without_end_is_read_in_little_room(index):
    client = world(lambda _: httpx.Response(200, content=index.encode()))
    with at_most(100), pytest.raises(ChartNotFound):
        await IndexedRepositories(client).fetch(ChartReference(repository=REPOSITORY, name="shop", version="1.0.0"))
    await client.close()


async def test_an_index_of_a_million_nodes_takes_little_room():
    text = b"entries: {shop: [" + b"{version: 1.0.0, urls: [a], junk: [1, 2, 3]}," * 50_000 + b"]}"
    client = world(lambda _: httpx.Response(200, content=text))
    with at_most(120):
        assert len(await IndexedRepositories(client).versions(REPOSITORY, "shop")) == 50_000
    await client.close()


async def test_a_repository_that_drips_is_left_in_the_end(tmp_path, monkeypatch):
    monkeypatch.setattr("paas_operator.charts.remote.FETCH_WITHIN", 0.2)
    client = world(lambda _: httpx.Response(200, stream=Endless(0.01, b"#")))
    charts = RemoteCharts(client, (REPOSITORY,), tmp_path)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(ChartUnavailable, match="too long"):
            await charts.find(ChartReference(repository=REPOSITORY, name="shop", version="1.0.0"))
    await charts.close()
    await client.close()


def test_half_a_chart_of_a_killed_process_is_cleared(tmp_path):
    folder = tmp_path / "charts"
    folder.mkdir()
    (folder / "new-abc").write_bytes(b"half")
    (folder / ("a" * 64 + ".tgz")).write_bytes(b"whole")
    (folder / "used.digest").write_text("a" * 64)
    (folder / "stale.digest").write_text("b" * 64)
    RemoteCharts(world(lambda _: httpx.Response(404)), (), tmp_path).clear()
    assert sorted(path.name for path in folder.iterdir()) == ["a" * 64 + ".tgz", "used.digest"]


@pytest.mark.parametrize("stream", ["1", "2"])
async def test_a_helm_that_talks_without_end_is_ended(tmp_path, monkeypatch, stream):
    monkeypatch.setattr(process, "OUTPUT_LIMIT", MIB)
    monkeypatch.setattr(process, "GRACE", 1.0)
    processes = HelmProcesses(stand_in(tmp_path, f"echo $$ > $OUT/pid; exec yes >&{stream}"), tmp_path)
    with pytest.raises(HelmFailed, match="1 MiB") as failed:
        await processes.run(["x"], timeout=PATIENCE)
    assert failed.value.code == "chart"
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


async def test_helm_has_a_memory_of_its_own_which_a_chart_can_t_widen(tmp_path):
    await helm_of(tmp_path, 'prlimit --pid $$ --data --raw --noheadings -o SOFT,HARD > "$OUT/limits"').install(apply())
    assert (tmp_path / "limits").read_text().split() == [str(process.MEMORY_LIMIT)] * 2


async def test_a_helm_without_memory_is_told_as_what_the_chart_takes(tmp_path):
    helm = helm_of(tmp_path, "echo 'fatal error: runtime: cannot allocate memory' >&2; echo 'goroutine 1:' >&2; exit 2")
    with pytest.raises(HelmFailed, match="memory") as failed:
        await helm.install(apply())
    assert (failed.value.code, failed.value.retryable) == ("chart", False)


async def test_a_chart_that_renders_without_end_is_stopped_by_helms_memory(tmp_path, charts, monkeypatch):
    """The real Helm, where there is one."""
    monkeypatch.setattr(runner, "EXAMINE_TIMEOUT", PATIENCE)
    name = os.environ.get("HELM")
    if not name:
        pytest.skip("HELM names no Helm")
    doubling = (
        '{{- $x := "0123456789abcdef" }}{{- range until 40 }}{{- $x = printf "%s%s" $x $x }}{{- end }}{{ len $x }}'
    )
    (charts / "hello" / "templates" / "all.yaml").write_text(doubling)
    helm = helm_of(tmp_path, f'exec "{name}" "$@"')
    with pytest.raises(HelmFailed, match="memory") as failed:
        await helm.examine(charts / "hello", {}, rules())
    assert (failed.value.code, failed.value.retryable) == ("chart", False)


def test_far_more_than_a_cluster_takes_is_not_even_parsed(monkeypatch):
    monkeypatch.setattr(postrender, "STREAM_LIMIT", 1000)
    with pytest.raises(Refused, match="MiB"):
        postrender.render(json.dumps({"a": "x" * 2000}), rules())
