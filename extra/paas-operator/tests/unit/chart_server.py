"""A chart repository and an OCI registry over real TLS on this machine, known to the test by public addresses.

Only the last step, from the address that was checked to a socket, is led here; names, certificates, redirects, tokens
and digests are as they would be outside.
"""

import hashlib
import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpcore
import httpx
import trustme
from httpcore._backends.auto import AutoBackend

PUBLIC = {"charts.example.com": "93.184.215.14", "registry.example.com": "93.184.215.15",
          "storage.example.com": "93.184.215.16", "auth.example.com": "93.184.215.17"}  # fmt: skip
TOKEN = "anonymous-token"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"

Answer = tuple[int, dict[str, str], bytes]


class Led(AutoBackend):
    """Connects to this machine instead of the public addresses; any other address is an error of the test."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port
        self.connected: list[str] = []

    async def connect_tcp(self, host: str, port: int, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        assert host in PUBLIC.values(), host
        self.connected.append(host)
        return await super().connect_tcp("127.0.0.1", self.port, **kwargs)


@dataclass
class World:
    """What the servers hold, and what they were asked."""

    authority: trustme.CA
    led: Led
    charts: dict[str, bytes] = field(default_factory=dict)
    addresses: dict[str, list[str]] = field(default_factory=lambda: {name: [ip] for name, ip in PUBLIC.items()})
    special: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    authorized: list[tuple[str, str]] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> list[str]:
        return self.addresses[host]

    def transport(self) -> httpx.AsyncHTTPTransport:
        """httpx's own transport, whose pool trusts the test's authority and connects as `Led` says."""
        context = ssl.create_default_context()
        self.authority.configure_trust(context)
        transport = httpx.AsyncHTTPTransport(verify=context)
        transport._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=self.led)
        return transport

    def answer(self, host: str, path: str, headers: Any) -> Answer:
        self.asked.append((host, path))
        if authorization := headers.get("Authorization"):
            self.authorized.append((host, authorization))
        key = f"{host}{path}"
        if key in self.special:
            return self.special[key]
        return getattr(self, f"_{host.partition('.')[0]}")(path, headers)

    def _charts(self, path: str, headers: Any) -> Answer:
        if path == "/stable/index.yaml":
            entries = [
                {
                    "version": version,
                    "appVersion": f"app {version}",
                    "urls": [f"https://storage.example.com/{version}.tgz"],
                }
                for version in self.charts
            ]
            return 200, {}, json.dumps({"entries": {"shop": entries}}).encode()
        return 404, {}, b""

    def _storage(self, path: str, headers: Any) -> Answer:
        content = self.charts.get(path.strip("/").removesuffix(".tgz"))
        return (200, {}, content) if content else (404, {}, b"")

    def _auth(self, path: str, headers: Any) -> Answer:
        wanted = "/token?service=registry&scope=repository%3Acharts%2Fshop%3Apull"
        return (200, {}, json.dumps({"token": TOKEN}).encode()) if path == wanted else (403, {}, b"")

    def _registry(self, path: str, headers: Any) -> Answer:
        """Distribution API: a token first, blobs at another host, tags in pages."""
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            realm = (
                'Bearer realm="https://auth.example.com/token",service="registry",scope="repository:charts/shop:pull"'
            )
            return 401, {"WWW-Authenticate": realm}, b"{}"
        url = urlsplit(path)
        tags = [version.replace("+", "_") for version in self.charts]
        kind, _, name = url.path.removeprefix("/v2/charts/shop/").partition("/")
        if kind == "tags":
            last = "last=" in url.query
            link = {} if last else {"Link": '</v2/charts/shop/tags/list?n=1000&last=x>; rel="next"'}
            page = ["latest", *tags[1:]] if last else tags[:1]
            return 200, link, json.dumps({"name": "charts/shop", "tags": page}).encode()
        if kind == "manifests" and name in tags and headers.get("Accept") == MANIFEST:
            return 200, {"Content-Type": MANIFEST}, self.manifest(name.replace("_", "+"))
        if kind == "blobs":
            held = {digest(content): version for version, content in self.charts.items()}
            target = (
                f"https://storage.example.com/{held[name]}.tgz" if name in held else "https://storage.example.com/none"
            )
            return 307, {"Location": target}, b""
        return 404, {}, b"{}"

    def manifest(self, version: str) -> bytes:
        content = self.charts[version]
        layer = {"mediaType": LAYER, "digest": digest(content), "size": len(content)}
        config = {"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": digest(b"{}"), "size": 2}
        return json.dumps({"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer]}).encode()


def digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


@contextmanager
def serving() -> Iterator[World]:
    """The servers, until the context ends."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*PUBLIC).configure_cert(context)
    world: World

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = world.answer(self.headers["Host"], self.path, self.headers)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            return

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    world = World(authority, Led(server.server_port))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
