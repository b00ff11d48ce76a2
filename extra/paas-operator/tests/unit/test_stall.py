import pytest

from paas_operator.releases.stall import Scene, explain
from tests.unit.builders import claim, container, deployment, pod, state, warning

PULL = pod(container(waiting=state("ImagePullBackOff", "Back-off pulling image: not found")))
LATER = "2026-01-01T00:01:00Z"


@pytest.mark.parametrize(
    ("code", "tells", "scene"),
    [
        ("image_pull", "example.com/web:1", Scene([], [PULL], [], [])),
        (
            "quota",
            "limits.cpu=1",
            Scene(
                [deployment(total=0, failure="pods is forbidden: exceeded quota: plan, requested: limits.cpu=1")],
                [],
                [],
                [],
            ),
        ),
        (
            "quota",
            "surge",
            Scene(
                [deployment(name="shop", total=1, desired=2)],
                [],
                [],
                [warning("FailedCreate", "ReplicaSet/shop-6d5f", "exceeded quota: surge")],
            ),
        ),
        (
            "admission",
            "violates PodSecurity",
            Scene([deployment(total=0, failure="pods is forbidden: violates PodSecurity baseline")], [], [], []),
        ),
        (
            "no_node",
            "Insufficient memory",
            Scene([], [pod(unscheduled="0/1 nodes are available: Insufficient memory")], [], []),
        ),
        (
            "volume_pending",
            "no persistent volumes",
            Scene(
                [],
                [pod(claims=["data"], unscheduled="pod has unbound claims")],
                [claim()],
                [warning("ProvisioningFailed", "PersistentVolumeClaim/data", "no persistent volumes available")],
            ),
        ),
        (
            "volume_pending",
            "timed out",
            Scene([], [pod()], [], [warning("FailedMount", "Pod/shop-1", "timed out waiting for the condition")]),
        ),
        (
            "probe_failing",
            "statuscode: 503",
            Scene(
                [],
                [pod(container(running=True))],
                [],
                [
                    warning("Unhealthy", "Pod/shop-1", "Readiness probe failed: statuscode: 500"),
                    warning("Unhealthy", "Pod/shop-1", "Readiness probe failed: statuscode: 503", LATER),
                ],
            ),
        ),
        (
            "crash_loop",
            "status 3, 4 times",
            Scene(
                [], [pod(container(waiting=state("CrashLoopBackOff"), last=state("Error", "", 3), restarts=4))], [], []
            ),
        ),
        ("out_of_memory", "web", Scene([], [pod(container(last=state("OOMKilled", "", 137), running=True))], [], [])),
        (
            "admission",
            "runAsNonRoot",
            Scene(
                [],
                [pod(container(waiting=state("CreateContainerConfigError", "runAsNonRoot and image runs as root")))],
                [],
                [],
            ),
        ),
    ],
)
def test_each_cause_has_a_code_and_a_sentence(code, tells, scene):
    reason = explain(scene)
    assert reason["code"] == code
    assert tells in reason["message"]
    assert reason["message"].endswith(".") and "\n" not in reason["message"]


@pytest.mark.parametrize(
    "scene",
    [
        Scene([], [], [], []),
        Scene([deployment()], [pod(container(running=True, ready=True), ready=True)], [], []),
        Scene([], [pod(ready=True)], [], [warning("Unhealthy", "Pod/shop-1", "an old failure")]),
        Scene([deployment()], [], [], [warning("FailedCreate", "ReplicaSet/shop-1", "exceeded quota, but solved")]),
        Scene([], [pod(container(waiting=state("ImagePullBackOff")), deleting=True)], [], []),
        Scene([], [pod(container(waiting=state("ContainerCreating")))], [], []),
    ],
)
def test_nothing_is_made_up(scene):
    assert explain(scene) is None
