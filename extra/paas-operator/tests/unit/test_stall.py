import pytest

from paas_operator.releases.stall import Scene, crashed, explain, explain_hook
from tests.unit.builders import claim, container, deployment, pod, state, warning

PULL = pod(container(waiting=state("ImagePullBackOff", "Back-off pulling image: not found")))
COUNTED = "exceeded quota: woow-plan, requested: count/pods=1, used: count/pods=500, limited: count/pods=500"
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
            "quota",
            "as many pods as it may have",
            Scene([deployment(total=0, failure=f"pods is forbidden: {COUNTED}")], [], [], []),
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


@pytest.mark.parametrize("reason", ["FailedMount", "FailedAttachVolume"])
def test_a_volume_that_came_late_is_not_the_cause_of_what_is_wrong_after_it(reason):
    """A busy node often says so of a pod that it starts a moment later."""
    late = warning(reason, "Pod/shop-1", "timed out waiting for the condition")
    unhealthy = warning("Unhealthy", "Pod/shop-1", "Readiness probe failed: statuscode: 404", LATER)
    running = pod(container(running=True))
    assert explain(Scene([], [running], [], [late, unhealthy]))["code"] == "probe_failing"
    assert explain(Scene([], [running], [], [late])) is None
    hook = pod(container(running=True), job="shop-hook", phase="Running")
    assert explain_hook(Scene([], [hook], [], [late]))["code"] == "hook_hanging"
    assert explain(Scene([], [pod(container())], [], [late]))["code"] == "volume_pending"


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


def test_a_hook_that_hangs_is_told_by_its_job_alone():
    hook = pod(container(running=True), name="shop-hook-1", job="shop-hook", phase="Running")
    reason = explain_hook(Scene([], [pod(container(waiting=state("CrashLoopBackOff"))), hook], [], []))
    assert reason == {
        "code": "hook_hanging",
        "message": "The chart's hook shop-hook runs and does not come to its end.",
        "said": [{"key": "hook_hanging", "params": {"hook": "shop-hook"}}],
    }
    assert explain_hook(Scene([], [hook | {"phase": "Succeeded"}], [], [])) is None


def test_a_hook_has_the_causes_that_pods_have():
    waiting = container(waiting=state("ImagePullBackOff", "not found"))
    assert explain_hook(Scene([], [pod(waiting, job="shop-hook")], [], []))["code"] == "image_pull"
    refused = warning("FailedCreate", "Job/shop-hook", "exceeded quota: plan")
    assert explain_hook(Scene([], [], [], [refused]))["code"] == "quota"


def test_what_crashed_is_named_so_that_its_last_words_can_be_read():
    again = pod(container(last=state("Error", "", 3), waiting=state("CrashLoopBackOff")))
    assert crashed(Scene([], [again], [], [])) == ("shop-1", "web", True)
    assert crashed(Scene([], [pod(container(terminated=state("Error", "", 1)))], [], [])) == ("shop-1", "web", False)
    assert crashed(Scene([], [pod(container(running=True))], [], [])) is None
