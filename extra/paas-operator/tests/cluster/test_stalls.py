"""What makes an application not start, each cause on the real cluster: told within 15 s, ended within its time.

All of them are broken at once, and looked at one by one.
"""

from dataclasses import dataclass, field

import pytest

from tests.cluster.site import GENEROUS, Json, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

LIMIT = 90
TOLD_AFTER = 15
LATE = LIMIT - TOLD_AFTER  # how much later a cause may be known, on a machine that has other things to do
BUSY = ("namespace_slow", "chart_slow", "helm_slow")  # what is told while others have their turn first
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
        self.operator.wish("PUT", f"/api/releases/{namespace}/{name}", body, **{"X-Request-Id": f"{case}-{generation}"})

    def reason(self, case: str) -> Json:
        """The status, once it carries a reason that is not the others' turn."""
        status = self.operator.status(*self.name(case))
        return status if (status.get("reason") or {"code": BUSY[0]})["code"] not in BUSY else {}

    def still_for(self, case: str) -> float:
        """For how long nothing had moved when that reason was told, as the operator itself wrote it down."""
        told = (line for line in self.operator.lines() if line["message"] == "nothing moves")
        return next(t["still_for"] for t in told if t["request_id"] == f"{case}-1" and t["code"] not in BUSY)


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
            if status := broken.reason(case):
                told[case] = status
        return told.keys() == CASES.keys()

    try:
        until(all_told, 2 * GENEROUS, "every cause is told")
    except AssertionError as exc:
        missing = {case: broken.operator.status(*broken.name(case)) for case in CASES.keys() - told.keys()}
        raise AssertionError(f"{exc}; not told: {missing}") from None
    return told


@pytest.mark.parametrize("case", CASES)
def test_the_cause_is_told_while_it_lasts(case, broken, first_told):
    status, expected = first_told[case], CASES[case]
    assert (status["phase"], status["reason"]["code"]) == ("working", expected.code), status
    assert expected.says in status["reason"]["message"]
    assert TOLD_AFTER <= broken.still_for(case) < TOLD_AFTER + LATE


@pytest.mark.parametrize("case", CASES)
def test_it_ends_within_its_time_and_is_changed_or_deleted(case, broken, first_told):
    namespace, name = broken.name(case)
    status = broken.operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"]) == ("failed", CASES[case].code), status
    if case == "crash":
        token = broken.operator.call("GET", f"/api/releases/{namespace}/{name}/secrets/token").json()["value"]
        assert "db:5432 for •••" in status["reason"]["message"] and token not in str(status)
    if case in ("missing", "hook", "quota"):
        broken.put(case, 2, action="retry", values={"text": "right"})
        assert broken.operator.wait(namespace, name, 2)["phase"] == "ready"
    path = f"/api/releases/{namespace}/{name}"
    broken.operator.wish("DELETE", f"{path}?generation=3")


def test_all_of_them_can_be_deleted(broken, first_told):
    for case in CASES:
        assert broken.operator.wait(*broken.name(case), 3)["phase"] == "deleted"


def test_what_is_over_the_quota_stays_over_it_when_it_is_tried_again(operator, namespace):
    name = f"{namespace}-large"
    for generation, action in ((1, "install"), (2, "retry")):
        body = intent_body(generation, action=action, values={"memory": "3Gi"}, policy={"rollout_timeout": 10})
        operator.wish("PUT", f"/api/releases/{namespace}/{name}", body)
        status = operator.wait(namespace, name, generation)
        assert (status["phase"], status["reason"]["code"]) == ("failed", "quota"), status
    operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_surge_pod_over_the_quota_is_told(operator, namespace):
    """Two applications fill the plan; the first one's change hangs and holds the room for one more pod."""
    first, second = f"{namespace}-first", f"{namespace}-second"

    def put(name: str, generation: int, **values) -> None:
        body = intent_body(generation, values={"memory": "500Mi", **values}, policy={"rollout_timeout": 2 * GENEROUS})
        body["tenant"]["quota"] = {"cpu": 1, "memory_gb": 1, "storage_gb": 1}
        operator.wish("PUT", f"/api/releases/{namespace}/{name}", body)

    def told() -> Json | None:
        status = operator.status(namespace, second)
        return status if (status["reason"] or {}).get("code") == "quota" else None

    for name in (first, second):
        put(name, 1)
    assert [operator.wait(namespace, name, 1)["phase"] for name in (first, second)] == ["ready", "ready"]
    put(first, 2, breakage={"probe": "/no"})
    until(lambda: len(_unready(operator, namespace, first)) == 1, GENEROUS, "the first one's new pod")
    put(second, 2, text="other")
    status = until(told, GENEROUS, "the second one's cause is told")
    assert "beside the old one" in status["reason"]["message"]

    # The first one's wish is another one now: it takes its room back, and both come to their end.
    put(first, 3)
    assert operator.wait(namespace, first, 3)["phase"] == "ready"
    assert operator.wait(namespace, second, 2)["phase"] == "ready"
    for name in (first, second):
        operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=4")
    for name in (first, second):
        assert operator.wait(namespace, name, 4)["phase"] == "deleted"


def test_a_change_whose_hook_hangs_goes_back(operator, namespace):
    name = f"{namespace}-hangs"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    hangs = {"breakage": {"hookSeconds": 600}}
    operator.wish("PUT", path, intent_body(2, values=hangs, policy={"rollout_timeout": 45}))
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("ready", "went_back", 1)
    assert "-hook runs and does not come to its end" in status["reason"]["message"]
    operator.wish("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def _unready(operator, namespace: str, name: str) -> list[Json]:
    items = operator.call("GET", f"/api/releases/{namespace}/{name}/resources").json()["items"]
    return [item for item in items if item["kind"] == "Pod" and item["state"] != "ok"]
