"""What happens when things go wrong: going back, staying put, being killed."""

import json

import pytest

from paas_operator.helm.storage import decode, encode
from tests.cluster.conftest import until
from tests.conftest import intent_body

pytestmark = pytest.mark.cluster

SHORT = {"rollout_timeout": 10}


@pytest.fixture(scope="module", autouse=True)
def crashing(operator, prefix) -> tuple[str, str]:
    """A release that can't start; its time runs out while other tests are busy."""
    namespace, name = f"{prefix}13", f"{prefix}13-crashing"
    body = intent_body(values={"breakage": {"command": "exit 3"}}, policy=SHORT)
    operator.call("PUT", f"/api/releases/{namespace}/{name}", body)
    return namespace, name


def test_a_failed_change_goes_back_and_a_changed_image_does_not(operator, namespace):
    name = f"{namespace}-back"
    path = f"/api/releases/{namespace}/{name}"
    operator.call("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"

    operator.call("PUT", path, intent_body(2, values={"replicas": "many"}, action="upgrade"))
    status = operator.wait(namespace, name, 2)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("ready", "went_back", 1)
    assert "got string, want integer" in status["reason"]["message"]

    operator.call("PUT", path, intent_body(3, values={"breakage": {"probe": "/no"}}, action="upgrade", policy=SHORT))
    status = operator.wait(namespace, name, 3)
    assert (status["phase"], status["reason"]["code"]) == ("ready", "went_back")
    assert "health check" in status["reason"]["message"]

    operator.call("PUT", path, intent_body(4, values={"image": {"tag": "0.0.0"}}, action="upgrade", policy=SHORT))
    status = operator.wait(namespace, name, 4)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "image_pull")
    operator.call("DELETE", f"{path}?generation=5")
    assert operator.wait(namespace, name, 5)["phase"] == "deleted"


def test_a_first_install_that_fails_stays_and_can_be_retried(operator, admin, crashing):
    namespace, name = crashing
    path = f"/api/releases/{namespace}/{name}"
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"], status["good_generation"]) == ("failed", "crash_loop", 0)
    assert admin.get("deployments", "-n", namespace)
    operator.call("PUT", path, intent_body(2, action="retry"))
    assert operator.wait(namespace, name, 2)["phase"] == "ready"
    operator.call("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_chart_that_reaches_out_is_refused_before_anything_is_made(operator, admin, namespace):
    name = f"{namespace}-evil"
    evil = "apiVersion: v1\nkind: Namespace\nmetadata: {name: evil}"
    operator.call("PUT", f"/api/releases/{namespace}/{name}", intent_body(values={"breakage": {"object": evil}}))
    status = operator.wait(namespace, name, 1)
    assert (status["phase"], status["reason"]["code"]) == ("failed", "chart")
    assert "Namespace evil" in status["reason"]["message"]
    assert admin.get("deployments,secrets", "-n", namespace) == []
    operator.call("DELETE", f"/api/releases/{namespace}/{name}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_a_newer_generation_ends_a_running_helm(operator, admin, namespace):
    name = f"{namespace}-newer"
    path = f"/api/releases/{namespace}/{name}"
    operator.call("PUT", path, intent_body(values={"breakage": {"hookSeconds": 60}}))
    until(lambda: admin.get("jobs", "-n", namespace), 20, "Helm waits for its hook")
    operator.call("PUT", path, intent_body(2, values={"text": "newer"}))
    status = operator.wait(namespace, name, 2, within=40)
    assert (status["phase"], status["reason"]) == ("ready", None)
    operator.call("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def test_a_killed_operator_is_carried_on_by_a_new_one(operator, admin, namespace, home):
    name = f"{namespace}-killed"
    path = f"/api/releases/{namespace}/{name}"
    operator.call("PUT", path, intent_body(values={"breakage": {"hookSeconds": 4}}))
    until(lambda: admin.get("jobs", "-n", namespace), 20, "Helm waits for its hook")
    token = operator.call("GET", f"{path}/secrets/token").json()
    operator.kill()
    assert [item for item in admin.get("leases", "-n", home) if name in item["metadata"]["name"]]
    operator.start()
    status = operator.wait(namespace, name, 1, within=60)
    assert (status["phase"], status["reason"]) == ("ready", None)
    assert operator.call("GET", f"{path}/secrets/token").json() == token
    assert len(admin.get("deployments", "-n", namespace)) == 1
    operator.call("DELETE", f"{path}?generation=2")
    assert operator.wait(namespace, name, 2)["phase"] == "deleted"


def test_a_release_left_pending_by_a_lost_helm_is_taken_up(operator, admin, namespace):
    name = f"{namespace}-left"
    path = f"/api/releases/{namespace}/{name}"
    operator.call("PUT", path, intent_body())
    assert operator.wait(namespace, name, 1)["phase"] == "ready"
    _leave_pending(admin, namespace, name, 1)
    operator.call("PUT", path, intent_body(2, action="upgrade", values={"text": "after"}))
    assert operator.wait(namespace, name, 2)["phase"] == "ready"
    history = operator.call("GET", f"{path}/revisions").json()["items"]
    assert history[0]["status"] == "deployed"
    operator.call("DELETE", f"{path}?generation=3")
    assert operator.wait(namespace, name, 3)["phase"] == "deleted"


def _leave_pending(admin, namespace, name, revision):
    """As a Helm that was killed leaves it."""
    secret_name = f"sh.helm.release.v1.{name}.v{revision}"
    secret = json.loads(admin.kubectl("get", "secret", secret_name, "-n", namespace, "-o", "json"))
    release = decode(secret)
    release["info"]["status"] = "pending-install"
    patch = {"metadata": {"labels": {"status": "pending-install"}}, "data": {"release": encode(release)}}
    admin.kubectl("patch", "secret", secret_name, "-n", namespace, "--type=merge", "-p", json.dumps(patch))
