"""A real registry (CNCF Distribution) on this machine: one store behind four doors, filled by Helm and the node.

- `open_`: plain HTTP for anybody, where charts and images are pushed, and where the node pulls.
- `closed`: plain HTTP with a password, which the node does not know.
- `public`: TLS, with the token that public registries hand to anybody.
- `private`: TLS, with a password, which the operator does not know.
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import trustme
import yaml

from tests.cluster.site import GENEROUS, Json, free_port, provided, until

PUBLIC, PRIVATE, TOKENS = "registry.example.com", "private.example.com", "auth.example.com"
HTPASSWD = "somebody:no-password-has-this-hash\n"


@dataclass
class Registry:
    """Where each door is, and how to bring something in."""

    folder: Path
    authority: trustme.CA
    store: list[str]
    ports: dict[str, int] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)

    def push_image(self, source: str, name: str) -> str:
        """Push an image of the node by its own client; the node then knows it under the old name alone."""
        reference = self.image(name)
        for command in (["tag", source, reference], ["push", "--plain-http", reference], ["rm", reference]):
            _run([*self.store, *command])
        self.images.append(reference)
        return reference

    def image(self, name: str, door: str = "open_") -> str:
        return f"127.0.0.1:{self.ports[door]}/{name}"

    def push_chart(self, helm: str, chart: Path) -> bytes:
        """Pack a chart and push it by the real Helm; gives the archive."""
        _run([helm, "package", str(chart), "--destination", str(self.folder)])
        [archive] = self.folder.glob(f"{chart.name}-*.tgz")
        _run([helm, "push", "--plain-http", str(archive), f"oci://127.0.0.1:{self.ports['open_']}/charts"])
        return archive.read_bytes()

    def forget(self) -> None:
        """Have the node forget what it pulled."""
        held = _run([*self.store, "list", "-q"]).split()
        mine = [name for name in held if any(name.startswith(f"127.0.0.1:{port}/") for port in self.ports.values())]
        for name in mine:
            subprocess.run([*self.store, "rm", name], capture_output=True, timeout=GENEROUS)  # or it has by itself


@contextmanager
def serving(folder: Path) -> Iterator[Registry]:
    """The registry, until the context ends; skips where the node is not on this machine."""
    known = provided("registry")
    authority = trustme.CA()
    registry = Registry(folder, authority, known["store"])
    (folder / "htpasswd").write_text(HTPASSWD)
    certificate = authority.issue_cert(PUBLIC, PRIVATE)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for number, blob in enumerate(certificate.cert_chain_pems):
        blob.write_to_path(folder / "cert.pem", append=number > 0)
    tls = {"tls": {"certificate": str(folder / "cert.pem"), "key": str(folder / "key.pem")}}
    password = {"auth": {"htpasswd": {"realm": "tests", "path": str(folder / "htpasswd")}}}
    token = {"auth": {"silly": {"realm": f"https://{TOKENS}/token", "service": "registry"}}}
    doors = {"open_": ({}, {}), "closed": ({}, password), "public": (tls, token), "private": (tls, password)}
    with ExitStack() as stack:
        for door, (http, auth) in doors.items():
            registry.ports[door] = stack.enter_context(_door(known["registry"], folder, door, http, auth))
        try:
            yield registry
        finally:
            registry.forget()


@contextmanager
def _door(program: str, folder: Path, door: str, http: Json, auth: Json) -> Iterator[int]:
    port = free_port()
    config = {
        "version": 0.1, "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {"filesystem": {"rootdirectory": str(folder / "store")}},
        "http": {"addr": f"127.0.0.1:{port}", "secret": "of-the-tests", **http}, **auth,
    }  # fmt: skip
    path = folder / f"{door}.yml"
    path.write_text(yaml.safe_dump(config))
    with (folder / f"{door}.log").open("wb") as log:
        process = subprocess.Popen(
            [program, "serve", str(path)], stdout=log, stderr=log, env={**os.environ, "OTEL_TRACES_EXPORTER": "none"}
        )
    try:
        until(lambda: _answers(process, port, bool(http)), GENEROUS, f"the registry's door {door} is open")
        yield port
    finally:
        process.terminate()
        process.wait(GENEROUS)


def _answers(process: subprocess.Popen[bytes], port: int, tls: bool) -> bool:
    assert process.poll() is None, "the registry ended"
    try:
        address = f"{'https' if tls else 'http'}://127.0.0.1:{port}/v2/"
        answer = httpx.get(address, verify=False, timeout=30, trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code in (200, 401)


def _run(command: list[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=GENEROUS)
    assert done.returncode == 0, done.stderr
    return done.stdout
