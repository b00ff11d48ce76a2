"""The tree of a release's objects: who belongs to whom, and how each one is."""

import pytest

from paas_operator.releases.stall import Scene
from paas_operator.releases.tree import build
from tests.unit import builders

STATUS = {
    "namespace": "paas-ws-7", "name": "paas-ws-7-shop", "phase": "ready", "revision": 2, "generation": 3,
    "reason": None,
}  # fmt: skip
NOTHING = Scene((), (), (), ())


def obj(kind: str, name: str, owner: str = "", spec: dict | None = None, **status) -> dict:
    metadata = {"name": name, "namespace": "paas-ws-7", "uid": f"{kind}-{name}", "resourceVersion": "1",
                "creationTimestamp": "2026-01-01T00:00:00Z"}  # fmt: skip
    if owner:
        metadata["ownerReferences"] = [{"uid": owner}]
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata, "spec": spec or {}, "status": status}


TEMPLATE = {"template": {"spec": {"containers": [{"name": "web", "image": "web:1"}]}}}


def tree(*objects: dict, scene: Scene = NOTHING, **status) -> dict[str, dict]:
    return {f"{item['kind']}/{item['name']}": item for item in build(STATUS | status, objects, scene)}


def test_pods_hang_on_what_made_them_and_everything_else_on_the_release():
    items = tree(
        obj("Deployment", "shop", spec={"replicas": 1, **TEMPLATE}),
        obj("ReplicaSet", "shop-1", "Deployment-shop", {"replicas": 1}),
        obj("ReplicaSet", "shop-0", "Deployment-shop", {"replicas": 0}),
        obj("Pod", "shop-1-a", "ReplicaSet-shop-1"),
        obj("Secret", "shop"),
        obj("Pod", "lost", "somebody-else"),
    )
    parents = {key: item["parent"] for key, item in items.items()}
    root = "release:paas-ws-7/paas-ws-7-shop"
    assert parents == {
        "Release/paas-ws-7-shop": None,
        "Deployment/shop": root,
        "ReplicaSet/shop-1": "Deployment-shop",
        "Pod/shop-1-a": "ReplicaSet-shop-1",
        "Secret/shop": root,
        "Pod/lost": root,
    }


def test_volumes_of_a_stateful_set_hang_on_it():
    items = tree(
        obj("StatefulSet", "shop", spec={"replicas": 1, **TEMPLATE}),
        obj("StatefulSet", "my-shop", spec={"replicas": 1, **TEMPLATE}),
        obj("PersistentVolumeClaim", "data-shop-0", phase="Bound"),
        obj("PersistentVolumeClaim", "data-my-shop-10", phase="Bound"),
        obj("PersistentVolumeClaim", "data-shop", phase="Bound"),
    )
    assert items["PersistentVolumeClaim/data-shop-0"]["parent"] == "StatefulSet-shop"
    assert items["PersistentVolumeClaim/data-my-shop-10"]["parent"] == "StatefulSet-my-shop"
    assert items["PersistentVolumeClaim/data-shop"]["parent"].startswith("release:")


@pytest.mark.parametrize(
    ("phase", "state"), [("ready", "ok"), ("stopped", "ok"), ("working", "working"), ("failed", "failing")]
)
def test_the_release_itself(phase, state):
    item = tree(phase=phase, reason={"code": "quota", "message": "Too much."})["Release/paas-ws-7-shop"]
    assert (item["state"], item["message"]) == (state, "Too much.")


READY = {"replicas": 1, "updatedReplicas": 1, "readyReplicas": 1, "availableReplicas": 1}
RUNNING = {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}
PULLING = {
    "phase": "Pending",
    "containerStatuses": [
        {"name": "web", "image": "web:1", "state": {"waiting": {"reason": "ErrImagePull", "message": "no such tag"}}}
    ],
}


@pytest.mark.parametrize(
    ("kind", "spec", "status", "state", "message"),
    [
        ("Deployment", {"replicas": 1, **TEMPLATE}, READY, "ok", ""),
        ("Deployment", {"replicas": 2, **TEMPLATE}, READY, "working", "1 of 2"),
        (
            "Deployment",
            {"replicas": 1, **TEMPLATE},
            {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": "exceeded quota"}]},
            "failing",
            "exceeded quota",
        ),
        ("ReplicaSet", {"replicas": 1}, {"readyReplicas": 1}, "ok", ""),
        ("ReplicaSet", {"replicas": 1}, {}, "working", "0 of 1"),
        ("Pod", {}, RUNNING, "ok", ""),
        ("Pod", {}, {"phase": "Succeeded"}, "ok", ""),
        ("Pod", {}, PULLING, "failing", "The image web:1 can't be pulled"),
        ("Pod", {}, {"phase": "Pending"}, "working", ""),
        ("Pod", {}, {"phase": "Failed", "message": "The node was low on memory."}, "failing", "low on memory"),
        ("Job", {}, {"conditions": [{"type": "Complete", "status": "True"}]}, "ok", ""),
        ("Job", {}, {"conditions": [{"type": "Failed", "status": "True", "message": "too often"}]}, "failing", "too"),
        ("Job", {}, {"active": 1}, "working", ""),
        ("CronJob", {"schedule": "* * * * *", "suspend": True}, {}, "ok", "suspended"),
        ("Service", {"ports": [{"port": 80}]}, {}, "ok", ""),
        ("Ingress", {"rules": [{"host": "a.example"}]}, {}, "ok", ""),
        ("PersistentVolumeClaim", {}, {"phase": "Bound"}, "ok", ""),
        ("PersistentVolumeClaim", {}, {"phase": "Lost"}, "failing", "gone"),
        ("PersistentVolumeClaim", {}, {"phase": "Pending"}, "working", "not bound"),
        ("ConfigMap", {}, {}, "ok", ""),
    ],
)
def test_the_state_of_each_kind(kind, spec, status, state, message):
    item = tree(obj(kind, "x", spec=spec, **status))[f"{kind}/x"]
    assert item["state"] == state
    assert message in item["message"]


def test_what_the_cluster_warns_of_a_volume_is_told():
    warning = builders.warning("ProvisioningFailed", "PersistentVolumeClaim/x", "no storage class")
    item = tree(obj("PersistentVolumeClaim", "x"), scene=Scene((), (), (), (warning,)))["PersistentVolumeClaim/x"]
    assert item["message"] == "The cluster says: “no storage class”."


def test_what_is_being_removed_says_so():
    going = obj("Pod", "x", **RUNNING)
    going["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z"
    assert tree(going)["Pod/x"]["state"] == "working"
