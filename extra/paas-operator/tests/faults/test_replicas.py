"""Two replicas: contradicting wishes at once, a replica that dies, clocks that are apart, a second database."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from tests.cluster.site import GENEROUS, Operator, until
from tests.conftest import intent_body
from tests.faults.conftest import running
from tests.faults.driver import Release, kill_at_random

pytestmark = pytest.mark.cluster

AN_HOUR = 3600
SLOW = "sleep 22; mkdir -p /tmp/www; echo slow > /tmp/www/index.html; exec httpd -f -p 8080 -h /tmp/www"


def test_contradicting_wishes_at_once(site, fault, rng):
    with running(site, "left") as left, running(site, "right") as right, ThreadPoolExecutor(2) as pool:
        release = Release(site, left, 1)
        release.apply("one")
        release.settle("ready")
        for generation in (2, 3, 4):
            with fault("two replicas, two wishes at once", f"generation {generation}") as row:
                wishes = {text: intent_body(generation, values=_values(text)) for text in ("left", "right")}
                calls = [(left, wishes["left"]), (right, wishes["right"])]
                answers = list(pool.map(lambda call: call[0].call("PUT", release.path, call[1]), calls))
                assert sorted(answer.status_code for answer in answers) == [202, 409]
                assert next(a for a in answers if a.status_code == 409).json()["code"] == "digest_conflict"
                release.text = "left" if answers[0].status_code == 202 else "right"
                release.generation = generation
                row["note"] = f"{release.text} won"
                release.settle("ready")
                same = _same_status(release, left, right)
                until(same, GENEROUS, "both replicas tell the same")
        with fault("one of two replicas killed -9", "upgrade", kills=1) as row:
            release.apply("five")
            row["note"] = f"in {kill_at_random(release, 3, rng)}"
            release.operator = right
            release.settle("ready")
        release.delete()
        release.settle("deleted")


def _values(text: str) -> dict:
    return {"text": text, "persistence": {"enabled": True}}


def _same_status(release: Release, left: Operator, right: Operator):
    def same() -> bool:
        first, second = (replica.status(release.namespace, release.name) for replica in (left, right))
        return first == second

    return same


def test_clocks_are_apart(site, fault):
    library = os.environ.get("WOOW_FAKETIME")
    if not library:
        pytest.skip("libfaketime is not on this machine")
    with running(site, "right-time") as right, running(site, "hour-ahead") as ahead:
        ahead.stop()
        ahead.environment |= {
            "LD_PRELOAD": library, "FAKETIME": f"+{AN_HOUR}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        ahead.start()
        release = Release(site, right, 2)
        for first, second in ((right, ahead), (ahead, right)):
            with fault("replicas' clocks an hour apart, one killed -9", "waiting for pods", kills=1):
                _taken_over(release, first, second)
        release.delete()
        release.settle("deleted")


def _taken_over(release: Release, first: Operator, second: Operator) -> None:
    """What the first replica began, the second carries on: neither given up at once nor waited for an hour."""
    release.operator = first
    text = f"of generation {release.generation + 1}"
    second.stop()
    release.apply(text, values={"breakage": {"command": SLOW}}, policy={"rollout_timeout": GENEROUS})
    until(lambda: release.stage() == "pods", GENEROUS, "the pods are waited for")
    first.kill()
    second.start()
    release.operator = second
    status = release.settle("ready")
    first.start()
    apart = datetime.now(UTC) - datetime.fromisoformat(status["updated_at"])
    assert abs(apart.total_seconds()) < AN_HOUR / 2, "the cluster's time is told"


def test_a_second_database_with_the_same_workspace_numbers(site, fault):
    with running(site, "shared") as operator:
        release = Release(site, operator, 3)
        release.apply("one")
        release.settle("ready")
        with fault("second database, same workspace numbers", "install, change"):
            for change in ({"database_uuid": "db-2"}, {"workspace_uuid": "ws-2"}):
                for name in (release.name, f"{release.namespace}-other"):
                    body = intent_body(99)
                    body["tenant"] |= change
                    answer = operator.call("PUT", f"/api/releases/{release.namespace}/{name}", body)
                    assert (answer.status_code, answer.json()["code"]) == (409, "foreign_namespace")
            listed = operator.call("GET", "/api/releases?database_uuid=db-2").json()["items"]
            assert listed == []
            release.settle("ready")
        release.delete()
        release.settle("deleted")
