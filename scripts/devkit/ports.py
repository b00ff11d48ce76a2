"""Ports of this machine for servers that tests start."""

import random
import socket
from contextlib import suppress

HOST = "127.0.0.1"
BELOW_OUTGOING = range(20000, 30000)


def free_port() -> int:
    """A port that no outgoing connection takes before the server listens there: Linux gives those from 32768 on."""
    while True:
        port = random.choice(BELOW_OUTGOING)  # noqa: S311
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
