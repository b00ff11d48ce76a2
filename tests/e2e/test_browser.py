"""The browser that all other tests use."""

import os
import subprocess

import pytest

pytestmark = pytest.mark.lane("screens")

ASK = """async (seconds) => {
    const end = Date.now() + seconds * 1000, failed = [];
    const ask = async () => {
        while (Date.now() < end) {
            await fetch("/web/health", {method: "HEAD"}).catch((error) => failed.push(String(error)));
        }
    };
    await Promise.all(Array.from({length: 8}, ask));
    return failed;
}"""
COMES_AND_GOES = """
ip link del e2e-one 2>/dev/null || true
for _ in 1 2; do
    ip link add e2e-one type veth peer name e2e-two; ip link set e2e-one up; ip link set e2e-two up; sleep 2
    ip link del e2e-one; sleep 1
done
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="without root the browser shares the machine's network")
def test_nothing_that_comes_to_the_machines_network_disturbs_it(visit):
    page = visit(None).open()
    with subprocess.Popen(["sh", "-ec", COMES_AND_GOES]) as network:
        assert page.evaluate(ASK, 8) == []
    assert network.returncode == 0
