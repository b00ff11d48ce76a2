"""GET over https to an address that was checked: resolved once, never a private one, pinned, at every hop.

So a name that answers differently the second time (DNS rebinding), or a redirect into the cluster, leads nowhere.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from urllib.parse import urljoin, urlsplit

import httpx

from paas_operator import tls
from paas_operator.errors import ChartNotAllowed, ChartNotFound, ChartUnavailable

HOPS = 5
TIMEOUT = httpx.Timeout(15, connect=5)

Resolver = Callable[[str, int], Awaitable[list[str]]]


async def resolve(host: str, port: int) -> list[str]:
    """All addresses of a host; raises ChartUnavailable when it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as exc:
        raise ChartUnavailable(f"The chart repository's host {host} has no address.") from exc
    return [entry[4][0] for entry in found]


class PinnedClient:
    """Fetches documents from the world outside, and only from there."""

    def __init__(self, resolver: Resolver = resolve, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._resolve = resolver
        self._http = httpx.AsyncClient(timeout=TIMEOUT, verify=tls.outside(), trust_env=False, transport=transport)

    async def close(self) -> None:
        await self._http.aclose()

    async def fetch(self, url: str, limit: int) -> bytes:
        """The body of `url`, at most `limit` bytes; follows redirects, each checked like the first."""
        for _ in range(HOPS):
            try:
                body, location = await self._hop(url, limit)
            except httpx.HTTPError as exc:
                host = urlsplit(url).hostname
                raise ChartUnavailable(f"The chart repository {host} did not answer ({type(exc).__name__}).") from exc
            if location is None:
                return body
            url = urljoin(url, location)
        raise ChartUnavailable("The chart repository redirects too often.")

    async def _hop(self, url: str, limit: int) -> tuple[bytes, str | None]:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.username:
            raise ChartNotAllowed("A chart is fetched over https only.")
        port = parts.port or 443
        address = _public(await self._resolve(parts.hostname, port), parts.hostname)
        target = httpx.URL(url).copy_with(host=address)
        headers = {"Host": parts.netloc, "Accept-Encoding": "identity"}
        request = self._http.build_request(
            "GET", target, headers=headers, extensions={"sni_hostname": parts.hostname, "timeout": TIMEOUT.as_dict()}
        )
        response = await self._http.send(request, stream=True)
        try:
            if response.is_redirect:
                return b"", response.headers.get("location", "")
            return await _body(response, limit, parts.hostname), None
        finally:
            await response.aclose()


async def _body(response: httpx.Response, limit: int, host: str) -> bytes:
    if response.status_code in (401, 403, 404, 410):
        raise ChartNotFound(f"The chart repository {host} does not have it ({response.status_code}).")
    if not response.is_success:
        raise ChartUnavailable(f"The chart repository {host} answered {response.status_code}.")
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > limit:
            raise ChartNotAllowed(f"What the chart repository {host} sends is larger than {limit >> 20} MiB.")
    return bytes(body)


def _public(addresses: list[str], host: str) -> str:
    """The first address, if all of them are public; one private among them is enough to refuse."""
    parsed = [ipaddress.ip_address(address.partition("%")[0]) for address in addresses]
    if not parsed or not all(_is_public(address) for address in parsed):
        raise ChartNotAllowed(f"The chart repository's host {host} leads to an address that is not public.")
    return str(parsed[0])


def _is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    if mapped is not None:
        return _is_public(mapped)
    return address.is_global and not address.is_multicast and not address.is_reserved
