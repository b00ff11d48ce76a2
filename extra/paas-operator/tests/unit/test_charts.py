"""Charts from outside: pinned addresses, digests, the cache."""

import gzip
import hashlib
import io
import tarfile
from itertools import pairwise

import httpx
import pytest
import yaml

from paas_operator.charts.archive import (
    brings_definitions,
    digest,
    inspect,
    looks_up,
    parse_values,
    read_file,
    read_metadata,
)
from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.catalog import Charts
from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.remote import RemoteCharts
from paas_operator.errors import ChartNotAllowed, ChartNotFound, ChartUnavailable

REPOSITORY = "https://charts.example.com/stable"
PUBLIC = "93.184.215.14"


def packed(files: dict[str, str] | None = None, link: bool = False) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name, text in (files or {"shop/Chart.yaml": "name: shop\nversion: 1.0.0\n"}).items():
            member = tarfile.TarInfo(name)
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))
        if link:
            member = tarfile.TarInfo("shop/link")
            member.type, member.linkname = tarfile.SYMTYPE, "/etc/passwd"
            archive.addfile(member)
    return stream.getvalue()


class World:
    """Names, addresses and answers."""

    def __init__(self) -> None:
        self.addresses = {"charts.example.com": [PUBLIC]}
        self.chart = packed()
        self.index = {"entries": {"shop": [{"version": "1.0.0", "urls": ["shop-1.0.0.tgz"]}]}}
        self.answers: dict[str, httpx.Response] = {}
        self.calls: list[httpx.Request] = []

    async def resolve(self, host: str, port: int) -> list[str]:
        return self.addresses[host]

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.calls.append(request)
        if request.url.path in self.answers:
            return self.answers[request.url.path]
        if request.url.path == "/stable/index.yaml":
            return httpx.Response(200, content=yaml.safe_dump(self.index).encode())
        if request.url.path.endswith("/shop-1.0.0.tgz"):
            return httpx.Response(200, content=self.chart)
        return httpx.Response(404)

    def charts(self, cache, allowed=(REPOSITORY,)) -> Charts:
        client = PinnedClient(self.resolve, httpx.MockTransport(self.answer))
        return Charts(BuiltinCharts(None), RemoteCharts(client, allowed, cache))


@pytest.fixture
def world() -> World:
    return World()


def reference(**changes) -> ChartReference:
    return ChartReference(**{"repository": REPOSITORY, "name": "shop", "version": "1.0.0", **changes})


async def test_a_chart_is_fetched_from_the_pinned_address_and_kept(world, tmp_path):
    charts = world.charts(tmp_path)
    path = await charts.find(reference())
    assert read_metadata(path)["name"] == "shop"
    assert {(call.url.host, call.headers["host"], call.extensions["sni_hostname"]) for call in world.calls} == {
        (PUBLIC, "charts.example.com", "charts.example.com")
    }
    world.calls.clear()
    assert await charts.find(reference(repository=REPOSITORY + "/")) == path
    assert world.calls == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "224.0.0.1", "255.255.255.255", "2002:0a00:0001::"],
)  # fmt: skip
async def test_private_addresses_are_refused_even_among_public_ones(world, tmp_path, address):
    world.addresses["charts.example.com"] = [PUBLIC, address]
    with pytest.raises(ChartNotAllowed, match="not public"):
        await world.charts(tmp_path).find(reference())
    assert world.calls == []


@pytest.mark.parametrize(
    "location",
    [
        "https://metadata.example.com/x",
        "http://charts.example.com/x",
        "file:///etc/passwd",
        "https://u:p@charts.example.com/",
    ],
)
async def test_redirects_are_checked_like_the_first_address(world, tmp_path, location):
    world.addresses["metadata.example.com"] = ["169.254.169.254"]
    world.answers["/stable/index.yaml"] = httpx.Response(302, headers={"location": location})
    with pytest.raises(ChartNotAllowed):
        await world.charts(tmp_path).find(reference())
    assert len(world.calls) == 1


async def test_redirects_end(world, tmp_path):
    world.answers["/stable/index.yaml"] = httpx.Response(302, headers={"location": "/stable/index.yaml"})
    with pytest.raises(ChartUnavailable, match="too often"):
        await world.charts(tmp_path).find(reference())


@pytest.mark.parametrize(
    "repository", ["https://other.example.com", "oci://charts.example.com/stable", "http://charts.example.com/stable"]
)
async def test_only_allowed_repositories(world, tmp_path, repository):
    with pytest.raises(ChartNotAllowed):
        await world.charts(tmp_path).find(reference(repository=repository))
    assert world.calls == []


async def test_a_digest_that_is_promised_must_be_kept(world, tmp_path):
    digest = hashlib.sha256(world.chart).hexdigest()
    await world.charts(tmp_path / "a").find(reference(digest=f"sha256:{digest}"))
    with pytest.raises(ChartNotAllowed, match="digest"):
        await world.charts(tmp_path / "b").find(reference(digest="sha256:" + "0" * 64))
    world.index["entries"]["shop"][0]["digest"] = "0" * 64
    with pytest.raises(ChartNotAllowed, match="digest"):
        await world.charts(tmp_path / "c").find(reference())


@pytest.mark.parametrize(
    ("status", "error"), [(404, ChartNotFound), (403, ChartNotFound), (500, ChartUnavailable), (429, ChartUnavailable)]
)
async def test_answers_of_the_repository(world, tmp_path, status, error):
    world.answers["/stable/index.yaml"] = httpx.Response(status)
    with pytest.raises(error):
        await world.charts(tmp_path).find(reference())


@pytest.mark.parametrize(
    "index",
    [b"a: [", b"[]", b"entries: 1", b"entries: {shop: [{version: 2.0.0}]}", b"entries: {shop: [{version: 1.0.0}]}"],
)
async def test_an_index_that_does_not_tell(world, tmp_path, index):
    world.answers["/stable/index.yaml"] = httpx.Response(200, content=index)
    with pytest.raises(ChartNotFound):
        await world.charts(tmp_path).find(reference())


async def test_too_much_is_not_read(world, tmp_path):
    world.chart = b"x" * (11 << 20)
    with pytest.raises(ChartNotAllowed, match="larger than 10 MiB"):
        await world.charts(tmp_path).find(reference())


@pytest.mark.parametrize(
    ("files", "link", "sentence"),
    [
        ({"shop/../../etc/x": "x"}, False, "outside"),
        ({"/etc/x": "x"}, False, "outside"),
        ({"shop/Chart.yaml": "name: shop"}, True, "outside"),
    ],
)
def test_odd_archives_are_refused(tmp_path, files, link, sentence):
    (tmp_path / "shop.tgz").write_bytes(packed(files, link))
    with pytest.raises(ChartNotFound, match=sentence):
        inspect(tmp_path / "shop.tgz")


@pytest.mark.parametrize(
    ("name", "brings"),
    [("shop/crds/x.yaml", True), ("shop/charts/sub/crds/x.yaml", True), ("shop/templates/crds.yaml", False)],
)
def test_definitions_are_found_wherever_they_are(tmp_path, name, brings):
    (tmp_path / "shop.tgz").write_bytes(packed({name: "x"}))
    assert brings_definitions(tmp_path / "shop.tgz") is brings


def test_a_bomb_is_not_unpacked(tmp_path):
    """Its contents are not there: whoever looks for them says that the archive can't be read."""
    member = tarfile.TarInfo("shop/values.yaml")
    member.size = 60 << 20
    (tmp_path / "shop.tgz").write_bytes(gzip.compress(member.tobuf(tarfile.USTAR_FORMAT)))
    with pytest.raises(ChartNotFound, match="50 MiB"):
        inspect(tmp_path / "shop.tgz")


def test_a_digest_of_a_folder_changes_with_any_file(charts):
    before = digest(charts / "hello")
    assert before == digest(charts / "hello")
    (charts / "hello" / "README.md").write_text("other")
    assert digest(charts / "hello") != before


@pytest.mark.parametrize("content", [b"rubbish", packed()[:60]])
def test_what_is_no_archive(tmp_path, content):
    (tmp_path / "shop.tgz").write_bytes(content)
    with pytest.raises(ChartNotFound, match="can't be read"):
        inspect(tmp_path / "shop.tgz")


async def test_built_in_charts_may_be_folders_or_archives(charts):
    (charts / "shop-1.0.0.tgz").write_bytes(
        packed({"shop/Chart.yaml": "name: shop\nversion: 1.0.0\n", "shop/README.md": "# x"})
    )
    builtin = BuiltinCharts(charts)
    assert builtin.catalogue() == [{"name": "hello", "version": "1.0.0"}, {"name": "shop", "version": "1.0.0"}]
    found = builtin.find(reference(repository="builtin"))
    assert (read_file(found, "README.md"), read_file(found, "none")) == ("# x", None)
    (charts / "hello" / "crds").mkdir()
    (charts / "hello" / "crds" / "x.yaml").write_text("x")
    assert brings_definitions(charts / "hello")
    with pytest.raises(ChartNotFound, match="crds/"):
        await Charts(builtin, None).find(reference(repository="builtin", name="hello"))
    (charts / "hello" / "Chart.yaml").write_text("a: [")
    with pytest.raises(ChartNotFound, match=r"Chart\.yaml"):
        builtin.catalogue()


def test_charts_that_read_from_the_cluster_are_known(tmp_path):
    chart = tmp_path / "shop"
    (chart / "templates").mkdir(parents=True)
    (chart / "README.md").write_text("lookup v1 Secret")
    (chart / "templates" / "all.yaml").write_text("data: {lookup: no}")
    assert not looks_up(chart)
    inner = chart / "charts" / "inner" / "templates"
    inner.mkdir(parents=True)
    (inner / "secret.yaml").write_text('{{ $held := lookup "v1" "Secret" .Release.Namespace "x" }}')
    assert looks_up(chart)
    with tarfile.open(tmp_path / "shop.tgz", "w:gz") as archive:
        archive.add(chart, "shop")
    assert looks_up(tmp_path / "shop.tgz")


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("", {}),
        ("a: {b: 1, c: [x, null]}\nd: 2026-01-01\n", {"a": {"b": 1, "c": ["x", None]}, "d": "2026-01-01"}),
        (
            "a: 12:30\nb: 1e5\nc: 0755\nd: 1.10\ne: yes\nf: 2026-02-30\n",
            {"a": "12:30", "b": 100000.0, "c": 0o755, "d": 1.1, "e": True, "f": "2026-02-30"},
        ),
        ("base: &base {x: 1}\nother:\n  <<: *base\n", {"base": {"x": 1}, "other": {"x": 1}}),
    ],
)
def test_values_are_told_as_plain_json(text, parsed):
    assert parse_values(text) == parsed


@pytest.mark.parametrize(
    "text",
    [
        "- a list",
        "a: [",
        "a: &a [x, x]\n" + "\n".join(f"{c}: &{c} [*{p}, *{p}, *{p}, *{p}]" for p, c in pairwise("abcdefghij")),
        "a: &a\n  b: *a\n",
    ],
)
def test_values_that_cannot_be_told_are_refused(text):
    with pytest.raises(ChartNotFound, match=r"values\.yaml"):
        parse_values(text)
