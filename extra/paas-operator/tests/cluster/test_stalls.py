"""What makes an application not start, each cause on the real cluster: told within 15 s, ended within its time.

All of them are broken at once, and looked at one by one.
"""

from dataclasses import dataclass, field
from datetime import datetime

import pytest

from tests.cluster.site import Json, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

LIMIT = 45
TOLD_WITHIN = 15 + 10  # from a stage's begin: pods are made, and a machine may have other things to do
POLICY = {"rollout_timeout": LIMIT, "allow": ["registry"]}
LARGE = {"cpu": 4096, "memory_gb": 8, "storage_gb": 2}
SAYS = 'echo "reading the configuration"; echo "no database at db:5432 for $TOKEN"; exit 3'


@dataclass(frozen=True)
class Case:
    """A way to break the chart, and what is said of it."""

    code: str
    says: str
    values: Json = field(default_factory=dict)
    workspace: str = "roomy"


CASES = {
    "missing": Case("image_pull", "woow.local/busybox:0.0.0", {"image": {"tag": "0.0.0"}}),
    "refused": Case("image_pull", "127.0.0.1:1/web:1", {"image": {"repository": "127.0.0.1:1/web", "tag": "1"}}),
    "quota": Case("quota", "does not fit in the workspace's quota", {"memory": "8Gi"}, "small"),
    "node": Case("no_node", "Insufficient cpu", {"breakage": {"cpu": "2000"}}),
    "volume": Case("volume_pending", "-volume", {"persistence": {"enabled": True, "className": "none"}}),
    "probe": Case("probe_failing", "statuscode: 404", {"breakage": {"probe": "/no"}}),
    "crash": Case("crash_loop", "It said last: “reading the configuration", {"breakage": {"command": SAYS}}),
    "memory": Case("out_of_memory", "more memory", {"breakage": {"command": "tail /dev/zero"}}),
    "admission": Case("admission", "kernel.msgmax", {"breakage": {"sysctl": "kernel.msgmax"}}),
    "hook": Case("hook_hanging", "-hook runs", {"breakage": {"hookSeconds": 600}}),
}


class Broken:
    """One release of each case, all of them wished for at the same time."""

    def __init__(self, operator, prefix) -> None:
        self.operator = operator
        self.namespaces = {"roomy": f"{prefix}31", "small": f"{prefix}32"}

    def name(self, case: str) -> tuple[str, str]:
        namespace = self.namespaces[CASES[case].workspace]
        return namespace, f"{namespace}-{case}"

    def put(self, case: str, generation: int, **changes) -> None:
        namespace, name = self.name(case)
        body = intent_body(generation, policy=POLICY, **changes)
        if CASES[case].workspace == "roomy":
            body["tenant"]["quota"] = LARGE
        answer = self.operator.call("PUT", f"/api/releases/{namespace}/{name}", body)
        assert answer.status_code == 202, answer.text

    def status(self, case: str) -> Json:
        return self.operator.status(*self.name(case))


@pytest.fixture(scope="module")
def broken(operator, prefix) -> Broken:
    releases = Broken(operator, prefix)
    for case, given in CASES.items():
        releases.put(case, 1, values=given.values)
    return releases


@pytest.fixture(scope="module")
def first_told(broken) -> dict[str, Json]:
    """The first status of each case that carries a reason."""
    told: dict[str, Json] = {}

    def all_told() -> bool:
        for case in CASES.keys() - told.keys():
            if (status := broken.status(case)).get("reason"):
                told[case] = status
        return told.keys() == CASES.keys()

    until(all_told, 120, f"every cause is told, {told.keys()}")
    return told


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_told_while_it_lasts(case, first_told):
    status, expected = first_told[case], CASES[case]
    assert (status["phase"], status["reason"]["code"]) == ("working", expected.code), status
    assert expected.says in status["reason"]["message"]
    began = status["stage_times"]["resources" if case == "hook" else "pods"]
    assert _seconds(began, status["updated_at"]) < TOLD_WITHIN


@pytest.mark.parametrize("case", CASES)
def test_it_ends_within_its_time_and_is_changed_or_deleted(case, broken, first_told):
    namespace, name = broken.name(case)
    status = broken.operator.wait(namespace, name, 1, 80)
    assert (status["phase"], status["reason"]["code"]) == ("failed", CASES[case].code), status
    if case == "crash":
        token = broken.operator.call("GET", f"/api/releases/{namespace}/{name}/secrets/token").json()["value"]
        assert "db:5432 for •••" in status["reason"]["message"] and token not in str(status)
    if case in ("missing", "hook", "quota"):
        broken.put(case, 2, action="retry", values={"text": "right"})
        assert broken.operator.wait(namespace, name, 2)["phase"] == "ready"
    path = f"/api/releases/{namespace}/{name}"
    assert broken.operator.call("DELETE", f"{path}?generation=3").status_code == 202


def test_all_of_them_can_be_deleted(broken, first_told):
    for case in CASES:
        assert broken.operator.wait(*broken.name(case), 3)["phase"] == "deleted"


def test_a_surge_pod_over_the_quota_is_told_and_the_change_goes_back(operator, namespace):
    """Two applications fill the plan; the first one's change hangs and holds the room for one more pod."""
    quota = {"cpu": 1, "memory_gb": 1, "storage_gb": 1}
    names = [f"{namespace}-first", f"{namespace}-second"]

    def put(name: str, generation: int, **values) -> None:
        body = intent_body(generation, values={"memory": "500Mi", **values}, policy=POLICY)
        body["tenant"]["quota"] = quota
        operator.call("PUT", f"/api/releases/{namespace}/{name}", body)

    for name in names:
        put(name, 1)
    assert [operator.wait(namespace, name, 1)["phase"] for name in names] == ["ready", "ready"]
    put(names[0], 2, breakage={"probe": "/no"})
    until(lambda: operator.status(namespace, names[0])["stage"] == "pods", 20, "the first one's new pod")
    put(names[1], 2, text="other")
    status = until(lambda: _told(operator.status(namespace, names[1])), 40, "the second one's cause is told")
    assert status["reason"]["code"] == "quota"
    assert "beside the old one" in status["reason"]["message"]
    for name in names:
        assert operator.wait(namespace, name, 2)["phase"] == "ready"
        assert operator.call("DELETE", f"/api/releases/{namespace}/{name}?generation=3").status_code == 202
    for name in names:
        assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_change_whose_hook_hangs_goes_back(operator, namespace):
    name = f"{namespace}-hangs"
    path = f"/api/releases/{namespace}/{name}"
    operator.call("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    hangs = {"breakage": {"hookSeconds": 600}}
    operator.call("PUT", path, intent_body(2, values=hangs, policy={"rollout_timeout": 18}))
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("ready", "went_back", 1)
    assert "-hook runs and does not come to its end" in status["reason"]["message"]
    operator.call("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def _told(status: Json) -> Json | None:
    return status if status.get("reason") else None


def _seconds(earlier: str, later: str) -> float:
    return (datetime.fromisoformat(later) - datetime.fromisoformat(earlier)).total_seconds()
