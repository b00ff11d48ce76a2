"""What the world outside is not, to a tenant."""

from ipaddress import ip_address, ip_network

import pytest

from paas_operator.releases.models import Quota
from paas_operator.releases.namespace_objects import contents


def objects(cpu: float = 2) -> dict[str, dict]:
    plan = Quota(cpu=cpu, memory_gb=2, storage_gb=2)
    return {obj["metadata"]["name"]: obj for _, obj in contents(plan, (0.0, 0.0))}


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "169.254.169.254", "168.63.129.16", "100.64.0.1", "64:ff9b::a9fe:a9fe", "fd00:ec2::254"]
)
def test_no_way_out_leads_to_a_private_address(address):
    for rule in objects()["woow-allow-internet"]["spec"]["egress"]:
        for block in (peer["ipBlock"] for peer in rule["to"]):
            if ip_address(address) in ip_network(block["cidr"]):
                assert any(ip_address(address) in ip_network(left_out) for left_out in block["except"])
