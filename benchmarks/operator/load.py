"""HTTP load over connections that stay open: as little work as possible, since the server is on the same machine."""

import asyncio
import time
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Figures:
    """What a run of load measured; times in seconds."""

    per_second: float
    median: float
    p95: float
    size: int


async def run(url: str, headers: dict[str, str], clients: int, seconds: float, paths: list[str]) -> Figures:
    """Ask for the paths in turn, each client one request at a time, for some seconds."""
    parts = urlsplit(url)
    requests = [_request(parts.netloc, path, headers) for path in paths]
    end = time.perf_counter() + seconds
    began = time.perf_counter()
    arguments = (parts.hostname, parts.port, requests, end)
    results = await asyncio.gather(*(_client(*arguments, number) for number in range(clients)))
    took = time.perf_counter() - began
    times = sorted(t for times, _ in results for t in times)
    return Figures(len(times) / took, times[len(times) // 2], times[int(len(times) * 0.95)], results[0][1])


def _request(host: str, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _client(host: str, port: int, requests: list[bytes], end: float, number: int) -> tuple[list[float], int]:
    reader, writer = await asyncio.open_connection(host, port, limit=1 << 24)
    times, size = [], 0
    try:
        while not times or time.perf_counter() < end:
            began = time.perf_counter()
            writer.write(requests[(number + len(times)) % len(requests)])
            size = await _response(reader)
            times.append(time.perf_counter() - began)
    finally:
        writer.close()
        await writer.wait_closed()
    return times, size


async def _response(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.partition(b"\r\n")[0].decode())
    length = next(int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(length)
    return length
