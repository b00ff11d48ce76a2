"""Valkey, asked by its own client over the network."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import valkey

from .base import PASSWORD, Application


class Valkey(Application):
    slug = "valkey"
    has_address = False
    changed = {"configuration.maxmemoryPolicy": "allkeys-lru", "auth.password": PASSWORD}
    immutable = {"persistence.size": "2Gi"}

    def fill(self):
        self.password = self.reveal("auth.password")
        with self.client(self.password) as client:
            client.hset("stock", mapping={"tea": 7, "cups": 12})
            client.incrby("visits", 41)

    def expect_data(self):
        with self.client(self.reveal("auth.password")) as client:
            assert client.hgetall("stock") == {"tea": "7", "cups": "12"}
            assert client.get("visits") == "41"

    def expect_change(self):
        with self.client(PASSWORD) as client:
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "allkeys-lru"}
        with pytest.raises(valkey.AuthenticationError), self.client(self.password) as client:
            client.ping()

    @contextmanager
    def client(self, password: str) -> Iterator[valkey.Valkey]:
        with (
            self.cluster.forwarded(self.service, 6379) as port,
            valkey.Valkey(port=port, password=password, decode_responses=True) as client,
        ):
            yield client
