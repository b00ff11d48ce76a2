"""Chart repositories and OCI registries over real TLS: addresses, tokens, redirects, digests, limits, the cache."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from ipaddress import ip_network

import pytest

from paas_operator.charts.archive import read_metadata
from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.catalog import Charts
from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.remote import RemoteCharts
from paas_operator.charts.sources import ChartVersion, newest_first
from paas_operator.errors import ChartNotAllowed, ChartNotFound, ChartUnavailable
from tests.unit.chart_server import LAYER, PUBLIC, TOKEN, World, digest, serving
from tests.unit.test_charts import packed

HTTPS, OCI = "https://charts.example.com/stable", "oci://registry.example.com/charts"
INDEX, TAG = "charts.example.com/stable/index.yaml", "registry.example.com/v2/charts/shop/manifests/1.0.0"
BOTH = pytest.mark.parametrize("repository", [HTTPS, OCI])
INSIDE = [
    "127.0.0.1", "169.254.169.254", "10.96.0.1", "168.63.129.16", "64:ff9b::a9fe:a9fe", "::ffff:127.0.0.1", "fd00::1",
]  # fmt: skip


def chart(version: str) -> bytes:
    return packed({"shop/Chart.yaml": f"name: shop\nversion: {version}\nappVersion: '7'\n"})


@pytest.fixture(scope="module")
def servers() -> Iterator[World]:
    with serving() as world:
        yield world


@pytest.fixture
def world(servers) -> World:
    servers.charts = {version: chart(version) for version in ("1.0.0", "1.2.0+build", "1.10.0", "2.0.0-rc.1")}
    servers.addresses = {name: [address] for name, address in PUBLIC.items()}
    for noted in (servers.special, servers.asked, servers.authorized, servers.led.connected):
        noted.clear()
    return servers


@pytest.fixture
async def client(world) -> AsyncIterator[PinnedClient]:
    client = PinnedClient(world.resolve, world.transport())
    yield client
    await client.close()


@pytest.fixture
def charts(client, tmp_path) -> Charts:
    return Charts(BuiltinCharts(None), RemoteCharts(client, (HTTPS, OCI), tmp_path))


def shop(repository: str, version: str = "1.0.0", **more) -> ChartReference:
    return ChartReference(repository=repository, name="shop", version=version, **more)


@BOTH
@pytest.mark.parametrize("version", ["1.0.0", "1.2.0+build"])
async def test_a_chart_comes_with_its_digest_and_is_kept(world, charts, repository, version):
    promised = digest(world.charts[version])
    found = await charts.find(shop(repository, version, digest=promised))
    assert read_metadata(found)["version"] == version
    world.asked.clear()
    assert await charts.find(shop(repository, version)) == found
    assert world.asked == []


@BOTH
async def test_versions_come_newest_first(charts, repository):
    found = [item.version for item in await charts.versions(repository, "shop")]
    assert found == ["2.0.0-rc.1", "1.10.0", "1.2.0+build", "1.0.0"]
    with pytest.raises(ChartNotFound):
        await charts.versions(repository, "none")


async def test_a_token_goes_to_the_registry_and_to_nobody_else(world, charts):
    await charts.find(shop(OCI))
    assert set(world.authorized) == {("registry.example.com", f"Bearer {TOKEN}")}
    assert world.asked[-1][0] == "storage.example.com"


@BOTH
async def test_many_who_ask_at_once_fetch_once(world, charts, repository):
    found = await asyncio.gather(*(charts.find(shop(repository)) for _ in range(5)))
    assert len(set(found)) == 1
    assert [host for host, _ in world.asked].count("storage.example.com") == 1


@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize(
    ("repository", "host"),
    [(HTTPS, "charts"), (HTTPS, "storage"), (OCI, "registry"), (OCI, "auth"), (OCI, "storage")],
)
async def test_no_hop_leads_inside(world, charts, inside, repository, host):
    """The first address, the redirect's, the token server's: one answer of DNS that is not public is enough."""
    world.addresses[f"{host}.example.com"] = [PUBLIC[f"{host}.example.com"], inside]
    with pytest.raises(ChartNotAllowed, match="not public"):
        await charts.find(shop(repository))
    assert PUBLIC[f"{host}.example.com"] not in world.led.connected


async def test_a_name_is_resolved_once_and_the_address_kept(world, tmp_path):
    """A name that answers differently the second time: the connection goes to what was checked."""
    answers = iter([["93.184.215.14"]])

    async def rebinding(host: str, port: int) -> list[str]:
        return next(answers, ["127.0.0.1"])

    client = PinnedClient(rebinding, world.transport())
    with pytest.raises(ChartNotAllowed, match="not public"):
        await RemoteCharts(client, (HTTPS,), tmp_path).find(shop(HTTPS))
    assert world.led.connected == ["93.184.215.14"]
    await client.close()


@pytest.mark.parametrize(
    "location",
    ["http://charts.example.com/x", "file:///etc/passwd", "https://u:p@charts.example.com/", "https://127.0.0.1/x",
     "https://[::1]/", "https://169.254.169.254/latest/meta-data", "ftp://charts.example.com/x", "https://charts.example.com:0/",
     "https://charts.example.com:99999/", "//", "https://[x"],
)  # fmt: skip
@pytest.mark.parametrize(("repository", "place"), [(HTTPS, INDEX), (OCI, TAG)])
async def test_redirects_are_checked_like_the_first_address(world, charts, repository, place, location):
    host = location.partition("//")[2].partition("/")[0].strip("[]")
    world.addresses[host] = [host] if host in ("127.0.0.1", "::1", "169.254.169.254") else world.addresses.get(host, [])
    world.special[place] = (302, {"Location": location}, b"")
    with pytest.raises((ChartNotAllowed, ChartUnavailable)):
        await charts.find(shop(repository))
    assert {asked for asked, _ in world.asked} <= {"charts.example.com", "registry.example.com", "auth.example.com"}


async def test_a_realm_inside_is_not_asked(world, charts):
    challenge = {"WWW-Authenticate": 'Bearer realm="https://169.254.169.254/token",service="x"'}
    world.addresses["169.254.169.254"] = ["169.254.169.254"]
    world.special[TAG] = (401, challenge, b"")
    with pytest.raises(ChartNotAllowed, match="not public"):
        await charts.find(shop(OCI))


async def test_a_certificate_for_another_name_is_no_repository(world, tmp_path):
    world.addresses["other.example.com"] = [PUBLIC["charts.example.com"]]
    client = PinnedClient(world.resolve, world.transport())
    with pytest.raises(ChartUnavailable, match="ConnectError"):
        await RemoteCharts(client, ("https://other.example.com",), tmp_path).find(shop("https://other.example.com"))
    await client.close()


async def test_without_a_seam_the_system_decides(world, tmp_path):
    """What production uses trusts no test authority and resolves for itself."""
    client = PinnedClient()
    with pytest.raises((ChartUnavailable, ChartNotAllowed)):
        await RemoteCharts(client, ("https://localhost",), tmp_path).find(shop("https://localhost"))
    await client.close()
    assert world.asked == []


async def test_the_sites_own_public_networks_are_refused_too(world, tmp_path):
    client = PinnedClient(world.resolve, world.transport(), refused=(ip_network("93.184.215.0/24"),))
    with pytest.raises(ChartNotAllowed, match="not public"):
        await RemoteCharts(client, (HTTPS,), tmp_path).find(shop(HTTPS))
    await client.close()
    assert world.led.connected == []


@BOTH
async def test_what_was_changed_on_the_way_is_refused(world, charts, repository):
    with pytest.raises(ChartNotAllowed, match="digest"):
        await charts.find(shop(repository, digest="sha256:" + "0" * 64))
    world.special["storage.example.com/1.0.0.tgz"] = (200, {}, chart("6.6.6"))
    with pytest.raises(ChartNotAllowed, match="digest"):
        await charts.find(shop(repository, digest=digest(world.charts["1.0.0"])))
    if repository == OCI:
        with pytest.raises(ChartNotAllowed, match="digest"):
            await charts.find(shop(repository))


@BOTH
async def test_too_much_is_not_read(world, charts, repository):
    world.special["storage.example.com/1.0.0.tgz"] = (200, {}, b"x" * (11 << 20))
    with pytest.raises(ChartNotAllowed, match="larger than 10 MiB"):
        await charts.find(shop(repository))


@pytest.mark.parametrize(
    "manifest",
    [b"", b"[]", b"{}", b'{"layers": 1}', b'{"layers": [1]}', json.dumps({"layers": [{"mediaType": LAYER}]}).encode(),
     json.dumps({"layers": [{"mediaType": LAYER, "digest": "sha256:../../etc"}]}).encode(),
     json.dumps({"layers": [{"mediaType": "application/x", "digest": digest(b"")}]}).encode(), b"[" * 100_000],
)  # fmt: skip
async def test_what_is_no_chart(world, charts, manifest):
    world.special[TAG] = (200, {}, manifest)
    with pytest.raises(ChartNotFound):
        await charts.find(shop(OCI))


@pytest.mark.parametrize("answer", [b"{}", b'{"token": 1}', b'{"token": "a\\nb"}', b'{"token": ""}'])
async def test_a_token_that_is_none(world, charts, answer):
    world.special["auth.example.com/token?service=registry&scope=repository%3Acharts%2Fshop%3Apull"] = (200, {}, answer)
    with pytest.raises(ChartNotFound, match="no token"):
        await charts.find(shop(OCI))


@pytest.mark.parametrize(("status", "error"), [(404, ChartNotFound), (500, ChartUnavailable), (429, ChartUnavailable)])
async def test_answers_of_a_registry(world, charts, status, error):
    world.special[TAG] = (status, {}, b"")
    with pytest.raises(error):
        await charts.find(shop(OCI))


async def test_a_slow_repository_is_told_and_fetched_all_the_same(world, charts, client, monkeypatch):
    go_on = asyncio.Event()

    async def slowly(host: str, port: int) -> list[str]:
        await go_on.wait()
        return world.addresses[host]

    monkeypatch.setattr(client, "_resolve", slowly)
    with pytest.raises(ChartUnavailable, match="is being fetched"):
        await charts.look_at(shop(HTTPS), within=0.05)
    assert charts.held(shop(HTTPS)) is None
    go_on.set()
    assert await charts.find(shop(HTTPS)) == charts.held(shop(HTTPS))


def test_semver_decides_what_is_newest():
    given = ["1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0"]
    found = newest_first([ChartVersion(version) for version in [*given, "latest", "v1.0", "1.0"]])
    assert [item.version for item in reversed(found)] == given
