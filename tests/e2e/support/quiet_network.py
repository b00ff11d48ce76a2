"""A network namespace for the browser, from which the site and its applications are reached and nothing else.

Chromium gives up what it is about to send when an address of the machine comes or goes (`net::ERR_NETWORK_CHANGED`),
and each pod that starts or ends on this machine brings one. A person would press the button again; a test does not.

`python -m support.quiet_network PORT…` makes one, writes its path and carries the ports into it until its input ends.
"""

import asyncio
import ctypes
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from devkit.own_network import INTERFACES

from .site import Site

E2E = Path(__file__).parents[1]
HERE = "127.0.0.1"
CLONE_NEWNET = 0x40000000
CHUNK = 64 * 1024


@contextmanager
def quiet(site: Site, browser: str) -> Iterator[str]:
    """Gives a program that starts `browser` in such a namespace; `browser` itself where there can't or need not be one.

    That is: without root, and for a site on another machine.
    """
    hosts = (urlsplit(site.url).hostname, urlsplit(site.ingress_url).hostname, site.apps_domain.rpartition(".")[2])
    if os.geteuid() != 0 or not set(hosts) <= {"localhost", HERE}:
        yield browser
        return
    ports = [str(urlsplit(url).port or 80) for url in (site.url, site.ingress_url)]
    command = [sys.executable, "-m", "support.quiet_network", *ports]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with (
        TemporaryDirectory(prefix="browser-") as folder,
        subprocess.Popen(command, cwd=E2E, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as held,
    ):
        network = held.stdout.readline().strip()
        assert network, "the browser's network could not be made"
        program = Path(folder) / "browser"
        program.write_text(f'#!/bin/sh\nexec nsenter --net={network} -- {browser} "$@"\n')
        program.chmod(0o700)
        try:
            yield str(program)
        finally:
            held.stdin.close()


def _made(ports: list[int]) -> tuple[int, list[socket.socket]]:
    """A new namespace and sockets that listen in it, while we ourselves stay where we were."""
    with open("/proc/self/ns/net") as ours:
        _checked("unshare", CLONE_NEWNET)
        for arguments in INTERFACES:
            subprocess.run(["ip", *arguments.split()], check=True)
        listening = [socket.create_server((HERE, port), backlog=128) for port in ports]
        network = os.open("/proc/self/ns/net", os.O_RDONLY)
        _checked("setns", ours.fileno(), CLONE_NEWNET)
    return network, listening


def _checked(call: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, call)(*arguments):
        raise OSError(ctypes.get_errno(), call)


async def _carry(listening: list[socket.socket]) -> None:
    """Pass on what comes to the sockets, until nobody needs it."""
    loop = asyncio.get_running_loop()
    servers = [await asyncio.start_server(_joined(sock.getsockname()[1]), sock=sock) for sock in listening]
    await loop.run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


def _joined(port: int):
    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(HERE, port)
        except OSError:
            writer.transport.abort()
        else:
            await asyncio.gather(_pumped(reader, far_writer), _pumped(far_reader, writer))

    return join


async def _pumped(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """All that comes, and then its end."""
    with suppress(ConnectionError):
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    writer.close()


def main() -> None:
    network, listening = _made([int(port) for port in sys.argv[1:]])
    sys.stdout.write(f"/proc/{os.getpid()}/fd/{network}\n")
    sys.stdout.flush()
    asyncio.run(_carry(listening))


if __name__ == "__main__":
    main()
