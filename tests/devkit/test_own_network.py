"""A program with a network of its own."""

import os
import subprocess
import sys

import pytest
from devkit import own_network

LOOK = """
import os, socket
server = socket.create_server(("127.0.0.1", 0))
socket.create_connection(server.getsockname()).close()
print(os.readlink("/proc/self/ns/net"), *sorted(name for _number, name in socket.if_nameindex()))
"""


def test_it_reaches_itself_and_has_no_interface_of_the_machine():
    command = own_network.inside([sys.executable, "-c", LOOK])
    if command[0] == sys.executable:
        pytest.skip("no network namespace can be made here")
    network, *interfaces = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert network != os.readlink("/proc/self/ns/net")
    assert interfaces == ["lo", "online", "other"]


def test_without_root_it_stays_where_it_is(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert own_network.inside(["odoo", 5]) == ["odoo", "5"]
