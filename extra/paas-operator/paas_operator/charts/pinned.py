"""GET over https to an address that was checked: resolved once, never a private one, pinned, at every hop.

So a name that answers differently the second time (DNS rebinding), or a redirect into the cluster, leads nowhere.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from paas_operator import tls
from paas_operator.errors import ChartNotAllowed, ChartNotFound, ChartUnavailable
from paas_operator.saying import say

HOPS = 5
TIMEOUT = httpx.Timeout(15, connect=5)

Resolver = Callable[[str, int], Awaitable[list[str]]]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_UNREADABLE = say("chart_bad_address")
# Public by number, but not by meaning: Azure's metadata host, and the prefix that leads into IPv4 (RFC 6052).
_NEVER = (ipaddress.ip_network("168.63.129.16/32"), ipaddress.ip_network("64:ff9b::/96"))


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host; raises ChartUnavailable when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise ChartUnavailable(say("chart_host_unknown", host=host)) from exc
    return [entry[4][0] for entry in found]


@dataclass(frozen=True)
class Answer:
    """What came at the end of all redirects; the body only of a success."""

    host: str
    status: int
    headers: httpx.Headers
    body: bytes = b""

    def require(self) -> bytes:
        """The body; raises ChartNotFound or ChartUnavailable for anything but a success."""
        if self.status in (401, 403):
            raise ChartNotFound(say("chart_host_refuses", host=self.host, status=self.status))
        if self.status in (400, 404, 410):
            raise ChartNotFound(say("chart_host_lacks", host=self.host, status=self.status))
        if not 200 <= self.status < 300:
            raise ChartUnavailable(say("chart_host_answered", host=self.host, status=self.status))
        return self.body


def join(base: str, url: str) -> str:
    """The address that `url` means where `base` was read; raises ChartNotAllowed."""
    try:
        return urljoin(base, url)
    except ValueError as exc:
        raise ChartNotAllowed(_UNREADABLE) from exc


class PinnedClient:
    """Fetches documents from the world outside, and only from there.

    `refused` are networks that are public by number but belong to the site, such as the cluster's own. `resolver` and
    `transport` are the system's unless a test brings its own; the address check stands between them in any case.
    """

    def __init__(
        self,
        resolver: Resolver = resolve,
        transport: httpx.AsyncBaseTransport | None = None,
        refused: tuple[Network, ...] = (),
    ) -> None:
        self._resolve = resolver
        self._refused = (*_NEVER, *refused)
        self._http = httpx.AsyncClient(timeout=TIMEOUT, verify=tls.outside(), trust_env=False, transport=transport)

    async def close(self) -> None:
        await self._http.aclose()

    async def fetch(self, url: str, limit: int) -> bytes:
        """The body of `url`, at most `limit` bytes; follows redirects, each checked like the first."""
        return (await self.get(url, limit)).require()

    async def get(self, url: str, limit: int, headers: Mapping[str, str] | None = None) -> Answer:
        """The same with headers, which go to the first host alone, and with whatever status comes."""
        first = _parts(url)
        for _ in range(HOPS):
            parts = _parts(url)
            same = (parts.hostname, parts.port) == (first.hostname, first.port)
            try:
                answer = await self._hop(url, parts, limit, headers if same and headers else {})
            except (httpx.HTTPError, httpx.InvalidURL) as exc:
                silent = say("chart_host_silent", host=str(parts.hostname), problem=type(exc).__name__)
                raise ChartUnavailable(silent) from exc
            if not 300 <= answer.status < 400:
                return answer
            url = join(url, answer.headers.get("location", ""))
        raise ChartUnavailable(say("chart_redirects"))

    async def _hop(self, url: str, parts: SplitResult, limit: int, headers: Mapping[str, str]) -> Answer:
        host = parts.hostname or ""
        address = self._public(await self._resolve(host, parts.port or 443), host)
        request = self._http.build_request(
            "GET",
            httpx.URL(url).copy_with(host=address),
            headers={**headers, "Host": parts.netloc, "Accept-Encoding": "identity"},
            extensions={"sni_hostname": host, "timeout": TIMEOUT.as_dict()},
        )
        response = await self._http.send(request, stream=True)
        try:
            body = await _body(response, limit, host) if response.is_success else b""
            return Answer(host, response.status_code, response.headers, body)
        finally:
            await response.aclose()

    def _public(self, addresses: list[str], host: str) -> str:
        """The first address, if all of them are public; one private among them is enough to refuse."""
        parsed = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
        if not parsed or not all(_is_public(a) and not any(a in net for net in self._refused) for a in parsed):
            raise ChartNotAllowed(say("chart_host_private", host=host))
        return str(parsed[0])


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as exc:
        raise ChartNotAllowed(_UNREADABLE) from exc
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or port == 0:
        raise ChartNotAllowed(say("chart_not_https"))
    return parts


async def _body(response: httpx.Response, limit: int, host: str) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise ChartNotAllowed(say("chart_download_large", host=host, mib=limit >> 20))
    return bytes(body)


def _is_public(address: Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return _is_public(mapped)
    return address.is_global and not address.is_multicast and not address.is_reserved
