"""What happens when things go wrong: going back, staying put, being killed."""

import json
from dataclasses import dataclass

import pytest

from paas_operator.helm.storage import decode, encode
from tests.cluster.site import GENEROUS, until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

# How long a rollout is followed that can't succeed: long enough for a busy node to say why.
SHORT = {"rollout_timeout": 60}


@dataclass(frozen=True)
class Failing:
    """Releases whose time runs out while other tests are busy."""

    namespace: str
    crashing: str
    probed: str
    other_image: str


@pytest.fixture(scope="module", autouse=True)
def failing(operator, prefix) -> Failing:
    """One that can't start, and two that ran until a change."""
    namespace = f"{prefix}13"
    names = Failing(namespace, *(f"{namespace}-{name}" for name in ("crashing", "probed", "image")))
    path = f"/api/releases/{namespace}"
    body = intent_body(values={"breakage": {"command": "exit 3"}}, policy=SHORT)
    operator.wish("PUT", f"{path}/{names.crashing}", body)
    changed = {names.probed: {"breakage": {"probe": "/no"}}, names.other_image: {"image": {"tag": "0.0.0"}}}
    for name in changed:
        operator.wish("PUT", f"{path}/{name}", intent_body())
    for name, values in changed.items():
        assert operator.wait(namespace, name, 1)["phase"] == "ready"
        operator.wish("PUT", f"{path}/{name}", intent_body(2, values=values, action="upgrade", policy=SHORT))
    return names


def test_a_change_that_is_refused_goes_back(operator, namespace):
    name = f"{namespace}-back"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    operator.wish("PUT", path, intent_body(2, values={"replicas": "many"}, action="upgrade"))
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("ready", "went_back", 1)
    assert "got string, want integer" in status["reason"]["message"]
    operator.wish("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_change_that_does_not_get_ready_goes_back_and_a_changed_image_does_not(operator, failing):
    status = operator.wait(failing.namespace, failing.probed, 2)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("ready", "went_back", 1)
    assert "health check" in status["reason"]["message"]
    status = operator.wait(failing.namespace, failing.other_image, 2)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "image_pull")
    for name in (failing.probed, failing.other_image):
        operator.wish("DELETE", f"/api/releases/{failing.namespace}/{name}?generation=3")
        assert operator.wait(failing.namespace, name, 3)["phase"] == "deleted"


def test_a_first_install_that_fails_stays_and_can_be_retried(operator, admin, failing):
    namespace, name = failing.namespace, failing.crashing
    path = f"/api/releases/{namespace}/{name}"
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("failed", "crash_loop", 0)
    assert admin.get("deployments", "-n", namespace)
    operator.wish("PUT", path, intent_body(2, action="retry"))
    assert operator.wait(namespace, name, 2)["phase"] == "ready"
    operator.wish("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_chart_that_reaches_out_is_refused_before_anything_is_made(operator, admin, namespace):
    name = f"{namespace}-evil"
    evil = "apiVersion: v1\nkind: Namespace\nmetadata: {name: evil}"
    operator.wish("PUT", f"/api/releases/{namespace}/{name}", intent_body(values={"breakage": {"object": evil}}))
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "chart")
    assert "Namespace evil" in status["reason"]["message"]
    assert admin.get("deployments,secrets", "-n", namespace) == []
    operator.wish("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_a_newer_generation_ends_a_running_helm(operator, admin, namespace):
    name = f"{namespace}-newer"
    path = f"/api/releases/{namespace}/{name}"
    hangs = {"breakage": {"hookSeconds": 600}}
    operator.wish("PUT", path, intent_body(values=hangs, policy={"rollout_timeout": 2 * GENEROUS}))
    until(lambda: admin.get("jobs", "-n", namespace), GENEROUS, "Helm waits for its hook")
    operator.wish("PUT", path, intent_body(2, values={"text": "newer"}))
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["reason"]) == ("ready", None)
    operator.wish("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_killed_operator_is_carried_on_by_a_new_one(operator, admin, namespace, home):
    name = f"{namespace}-killed"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body(values={"breakage": {"hookSeconds": 15}}))
    token = operator.call("GET", f"{path}/secrets/token").json()
    until(lambda: admin.get("jobs", "-n", namespace), GENEROUS, "Helm waits for its hook")
    operator.kill()
    try:
        assert [item for item in admin.get("leases", "-n", home) if name in item["metadata"]["name"]]
    finally:
        operator.start()
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]) == ("ready", None)
    assert operator.call("GET", f"{path}/secrets/token").json() == token
    assert len(admin.get("deployments", "-n", namespace)) == 1
    operator.wish("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_a_release_left_pending_by_a_lost_helm_is_taken_up(operator, admin, namespace):
    name = f"{namespace}-left"
    path = f"/api/releases/{namespace}/{name}"
    operator.wish("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    _leave_pending(admin, namespace, name, 1)
    operator.wish("PUT", path, intent_body(2, action="upgrade", values={"text": "after"}))
    assert operator.wait(namespace, name, 2)["phase"] == "ready"
    history = operator.call("GET", f"{path}/revisions").json()["items"]
    assert history[0]["status"] == "deployed"
    operator.wish("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def _leave_pending(admin, namespace, name, revision):
    """As a Helm that was killed leaves it."""
    secret_name = f"sh.helm.release.v1.{name}.v{revision}"
    secret = json.loads(admin.kubectl("get", "secret", secret_name, "-n", namespace, "-o", "json"))
    release = decode(secret)
    release["info"]["status"] = "pending-install"
    patch = {"metadata": {"labels": {"status": "pending-install"}}, "data": {"release": encode(release)}}
    admin.kubectl("patch", "secret", secret_name, "-n", namespace, "--type=merge", "-p", json.dumps(patch))
