"""`python -m tests.cluster.led`: the operator, to which public addresses are ports of this machine.

Only the last step, from the address that was checked to a socket, is led here, as `tests/unit/chart_server.py` does it;
`LED` says where each host is: `{"host": ["address", port]}`, and `LED_AUTHORITY` who vouches for it.
"""

import json
import os
import ssl
import sys
from functools import partial
from typing import Any

import httpcore
import httpx
from httpcore._backends.auto import AutoBackend

from paas_operator import __main__, runtime
from paas_operator.charts.pinned import PinnedClient

PLACES: dict[str, tuple[str, int]] = json.loads(os.environ["LED"])


class Led(AutoBackend):
    async def connect_tcp(self, host: str, port: int, **kwargs: Any) -> httpcore.AsyncNetworkStream:
        [led] = [port for address, port in PLACES.values() if address == host]
        return await super().connect_tcp("127.0.0.1", led, **kwargs)


async def resolve(host: str, port: int) -> list[str]:
    return [PLACES[host][0]]


def transport() -> httpx.AsyncHTTPTransport:
    context = ssl.create_default_context(cafile=os.environ["LED_AUTHORITY"])
    transport = httpx.AsyncHTTPTransport(verify=context)
    transport._pool = httpcore.AsyncConnectionPool(ssl_context=context, network_backend=Led())
    return transport


if __name__ == "__main__":
    runtime.PinnedClient = partial(PinnedClient, resolve, transport())
    sys.exit(__main__.main())
