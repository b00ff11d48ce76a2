"""The main job as users will run it: two replicas inside the cluster, called through their Service."""

import json
import time
from collections.abc import Iterator
from itertools import pairwise

import httpx
import pytest

from tests.cluster.inside import EVENTS_KEY, Event, Inside, Outside, facts, installed
from tests.cluster.site import GENEROUS, page_of, until
from tests.conftest import KEY, METRICS_KEY, intent_body
from tests.unit.test_metrics import samples

pytestmark = pytest.mark.cluster

CHART = {"repository": "builtin", "name": "website", "version": "1.0.0"}
MOMENT = ("updated_at", "resource_version")


@pytest.fixture(scope="module")
def outside(ingress_url) -> Iterator[Outside]:
    known = facts()
    with Outside(known.machine, ingress_url).listening() as outside:
        outside.known = known
        yield outside


@pytest.fixture(scope="module")
def inside(admin, outside, tmp_path_factory) -> Iterator[Inside]:
    with installed(admin, outside.known, outside, tmp_path_factory.mktemp("inside")) as inside:
        yield inside


def test_the_pods_run_with_the_least(inside):
    until(lambda: len(inside.ready_pods()) == 2, GENEROUS, "two replicas are ready")
    for pod in inside.pods():
        spec = pod["spec"]
        [container] = spec["containers"]
        assert spec["securityContext"]["runAsNonRoot"] is True
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert container["resources"]["limits"]["memory"]
    [budget] = inside.admin.get("poddisruptionbudgets", "-n", inside.home)
    assert budget["spec"]["maxUnavailable"] == 1
    until(lambda: _disruptions_allowed(inside) == 1, GENEROUS, "one of the replicas may go")
    assert inside.admin.get("networkpolicies", "-n", inside.home)
    assert inside.call("GET", "/api/info", **{"X-API-Key": ""}).status_code == 401


def _disruptions_allowed(inside) -> int:
    [budget] = inside.admin.get("poddisruptionbudgets", "-n", inside.home)
    return budget.get("status", {}).get("disruptionsAllowed", 0)


def test_launch_change_stop_start_go_back_delete_with_a_replica_killed(inside, outside, ingress_url):
    namespace, host = f"{inside.prefix}1", f"{inside.prefix}1.apps.localhost"
    name = f"{namespace}-site"
    path = f"/api/releases/{namespace}/{name}"
    secrets = {"upload.password": {"generate": {"length": 20}}}

    def page() -> str:
        return page_of(ingress_url, host)

    def apply(generation: int, title: str, **changes) -> httpx.Response:
        values = {"site": {"title": title}, "ingress": {"host": host}, "persistence": {"size": "16Mi"}}
        body = intent_body(generation, chart=CHART, values=values, secrets=secrets, hosts=[host], **changes)
        return inside.call("PUT", path, body, **{"X-Request-Id": f"wish-{generation}"})

    def end_of(generation: int) -> dict:
        """Its status, once Odoo was told of it: of two changes at once, the newer one alone is told."""
        status = inside.wait(namespace, name, generation)
        until(lambda: generation in _ends(outside, name), GENEROUS, f"the end of generation {generation} is told")
        return status

    launched = apply(1, "First title")
    assert (launched.status_code, launched.headers["X-Request-Id"]) == (202, "wish-1")
    status = end_of(1)
    assert (status["phase"], status["reason"]) == ("ready", None)
    assert list(status["stage_times"])[-2:] == ["reachable", "done"]
    assert "First title" in page()
    password = inside.call("GET", f"{path}/secrets/upload.password").json()
    inside.secrets.append(password["value"])

    with outside.shut():
        lasts = {"rollout_timeout": 2 * GENEROUS}
        assert apply(2, "Second title", action="upgrade", policy=lasts).status_code == 202
        killed = until(lambda: _worker(inside, outside, name, 2), GENEROUS, "a replica works on it")
        inside.admin.kubectl("delete", "pod", killed, "-n", inside.home, "--grace-period=0", "--force", "--wait=false")
        until(lambda: len(_workers(outside, name, 2)) > 1, GENEROUS, "the other replica carries on")
    status = end_of(2)
    assert (status["phase"], status["reason"], status["good_generation"]) == ("ready", None, 2)
    until(lambda: "Second title" in page(), GENEROUS, "the page has changed")
    assert inside.call("GET", f"{path}/secrets/upload.password").json() == password
    assert len(inside.admin.get("deployments", "-n", namespace)) == 1
    assert len(inside.admin.get("pvc", "-n", namespace)) == 1

    for generation, verb, phase in ((3, "stop", "stopped"), (4, "start", "ready")):
        assert inside.call("POST", f"{path}/{verb}", {"generation": generation}).status_code == 202
        assert end_of(generation)["phase"] == phase
    inside.call("POST", f"{path}/rollback", {"generation": 5, "to_generation": 1})
    assert end_of(5)["phase"] == "ready"
    until(lambda: "First title" in page(), GENEROUS, "the page is the first one again")

    until(lambda: len(inside.ready_pods()) == 2, GENEROUS, "the killed replica was replaced")
    _one_replica_tells_what_nobody_asked_for(inside, outside, namespace, name)

    assert inside.call("DELETE", f"{path}?generation=6").status_code == 202
    assert end_of(6)["phase"] == "deleted"
    until(lambda: set(inside.leases()) == {"leader"}, GENEROUS, "no Lease is left but the leader's")
    _events_tell_the_whole_story(outside, name)


def _one_replica_tells_what_nobody_asked_for(inside, outside, namespace, name):
    def told_by_one_leader() -> list[Event]:
        """Nothing where the leader is another one at the end: each of the two told something then."""
        leader = until(lambda: inside.leases().get("leader"), GENEROUS, "there is a leader")
        until(lambda: _quiet(outside, name), GENEROUS, "all is told of what was asked for")
        seen = len(outside.of(name))
        inside.admin.kubectl("delete", "pod", "--all", "-n", namespace, "--grace-period=1")

        def told() -> bool:
            ready = [event.status["replicas"]["ready"] for event in outside.of(name)[seen:]]
            return 0 in ready and ready[-1] == 1

        until(told, GENEROUS, "Odoo was told that the pod went and came back")
        until(lambda: _quiet(outside, name), GENEROUS, "all is told")
        return outside.of(name)[seen:] if inside.leases().get("leader") == leader else []

    news = until(told_by_one_leader, GENEROUS, "one leader stays it while a pod goes and comes back")
    assert len({event.sender for event in news}) == 1
    contents = [{k: v for k, v in event.status.items() if k not in MOMENT} for event in news]
    assert all(before != after for before, after in pairwise(contents))
    versions = [event.status["resource_version"] for event in news]
    assert versions == sorted(versions)


def _worker(inside, outside, name, generation) -> str:
    """The pod that tells of the work on a generation, once there is one."""
    working = _workers(outside, name, generation)
    addresses = {pod["status"].get("podIP"): pod["metadata"]["name"] for pod in inside.pods()} if working else {}
    return addresses[working[0]] if working else ""


def _workers(outside, name, generation) -> list[str]:
    """The addresses that told of the work on a generation, the first one first."""
    working = [e for e in outside.of(name) if (e.status["generation"], e.status["phase"]) == (generation, "working")]
    return list(dict.fromkeys(event.sender for event in working))


def _ends(outside, name) -> dict[int, str]:
    """In which phase each generation ended, as it was told."""
    return {e.status["generation"]: e.status["phase"] for e in outside.of(name) if e.status["progress"] == 100}


def _quiet(outside, name) -> bool:
    return time.monotonic() - outside.of(name)[-1].at > 3


def _events_tell_the_whole_story(outside, name):
    events = outside.of(name)
    assert outside.refused == []
    assert _ends(outside, name) == {1: "ready", 2: "ready", 3: "stopped", 4: "ready", 5: "ready", 6: "deleted"}
    for event in events:
        assert event.status["release"] == name
        assert event.status["resource_version"] > 0
    assert len(_workers(outside, name, 2)) >= 2, "the killed replica, and the one that carried on"
    until(lambda: outside.greetings, GENEROUS, "a replica said that it is here")


def test_logs_are_json_with_the_wish_s_id_and_nothing_secret(inside):
    pods = inside.ready_pods()
    lines = [line for pod in pods for line in inside.log(pod)]
    assert not [line for line in lines if line["level"] == "error"]
    ended = [line for line in lines if line["message"] == "generation ended" and line["generation"] == 2]
    assert [line["request_id"] for line in ended] == ["wish-2"]
    text = json.dumps(lines)
    assert inside.secrets
    for secret in (KEY, EVENTS_KEY, METRICS_KEY, *inside.secrets):
        assert secret not in text


def test_metrics_of_each_replica(inside):
    for pod in until(inside.ready_pods, GENEROUS, "a replica is ready"):
        url = f"http://{pod['status']['podIP']}:8090/metrics"
        answer = httpx.get(url, headers={"Authorization": f"Bearer {METRICS_KEY}"}, timeout=30, trust_env=False)
        told = samples(answer.text)
        assert told["paas_operator_cache_connected", (("resource", "pods"),)] == 1
        assert told["paas_operator_cache_age_seconds", (("resource", "pods"),)] < 90
        assert told["paas_operator_queue_length", ()] == 0
        assert told["process_resident_memory_bytes", ()] < 200 << 20
        assert pod["status"]["containerStatuses"][0]["restartCount"] == 0


def test_it_goes_without_a_trace(inside):
    inside.admin.kubectl("scale", "deployment", "paas-operator", "-n", inside.home, "--replicas=0")
    until(lambda: not inside.admin.get("pods", "-n", inside.home), GENEROUS, "the replicas are gone")
    assert inside.leases() == {}
    assert inside.admin.get("secrets", "-n", inside.home, "-l", "woow.io/kind=intent") == []
