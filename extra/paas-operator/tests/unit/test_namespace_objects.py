"""What the world outside is not, to a tenant."""

from ipaddress import ip_address, ip_network

import pytest

from paas_operator.helm.runner import HISTORY
from paas_operator.releases.models import Quota
from paas_operator.releases.namespace_objects import contents, is_in_force

GIB = 2**30


def objects(*deployments: dict) -> dict[str, dict]:
    plan = Quota(cpu=2, memory_gb=2, storage_gb=2)
    return {obj["metadata"]["name"]: obj for _, obj in contents(plan, deployments)}


@pytest.mark.parametrize(
    "address", ["10.1.2.3", "169.254.169.254", "168.63.129.16", "100.64.0.1", "64:ff9b::a9fe:a9fe", "fd00:ec2::254"]
)
def test_no_way_out_leads_to_a_private_address(address):
    for rule in objects()["woow-allow-internet"]["spec"]["egress"]:
        for block in (peer["ipBlock"] for peer in rule["to"]):
            if ip_address(address) in ip_network(block["cidr"]):
                assert any(ip_address(address) in ip_network(left_out) for left_out in block["except"])


def test_a_workspace_has_room_for_many_services_and_their_history():
    hard = objects()["woow-plan"]["spec"]["hard"]
    services = 200
    assert int(hard["count/secrets"]) >= services * (HISTORY + 6)
    assert int(hard["count/replicasets.apps"]) >= services * 11
    for kind in ("configmaps", "pods", "persistentvolumeclaims", "jobs.batch", "ingresses.networking.k8s.io"):
        assert services * 2 <= int(hard[f"count/{kind}"]) <= 1000


@pytest.mark.parametrize(
    ("running", "memory"),
    [
        ([], "2560Mi"),
        ([{"limits": (1.0, GIB), "total": 1}, {"limits": (0.1, GIB // 4), "total": 1}], "3072Mi"),
        ([{"limits": (8.0, 8 * GIB), "total": 1}], "4096Mi"),
    ],
)
def test_on_top_of_the_plan_there_is_room_for_the_largest_pod_of_an_update(running, memory):
    assert objects(*running)["woow-plan"]["spec"]["hard"]["limits.memory"] == memory


def test_what_is_refused_for_its_size_makes_no_room_for_itself():
    refused = {"limits": (8.0, 8 * GIB), "total": 0}
    assert objects(refused)["woow-plan"] == objects()["woow-plan"]


def test_a_quota_is_in_force_once_the_cluster_goes_by_it():
    written = {"limits.cpu": "2500m", "limits.memory": "2048Mi", "count/pods": "500"}
    same = {"limits.cpu": "2500m", "limits.memory": "2Gi", "count/pods": "500"}
    used = dict.fromkeys(same, "0")

    def told(status: dict) -> bool:
        return is_in_force({"spec": {"hard": written}, **({"status": status} if status else {})})

    assert told({"hard": same, "used": used})
    assert not told({})
    assert not told({"hard": {**same, "limits.cpu": "2"}, "used": used})
    assert not told({"hard": {key: same[key] for key in ("limits.cpu", "limits.memory")}, "used": used})
    assert not told({"hard": same, "used": {"limits.cpu": "0"}})
