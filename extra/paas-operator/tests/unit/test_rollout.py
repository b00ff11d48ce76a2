import pytest

from paas_operator.releases.rollout import examine
from tests.unit.builders import container, deployment, pod, state, stateful_set


@pytest.mark.parametrize(
    ("workloads", "pods", "stopped", "complete"),
    [
        ([], [], False, True),
        ([deployment()], [], False, True),
        ([deployment(observed=1)], [], False, False),
        ([deployment(updated=0)], [], False, False),
        ([deployment(total=2)], [], False, False),
        ([deployment(available=0)], [], False, False),
        ([deployment(ready=0)], [], False, False),
        ([deployment(deleting=True)], [], False, False),
        ([deployment(), stateful_set(ready=0)], [], False, False),
        ([stateful_set()], [], False, True),
        ([stateful_set(settled=False, updated=0)], [], False, False),
        ([deployment(desired=0, total=0, updated=0, ready=0, available=0)], [], True, True),
        ([deployment(desired=0, total=0, updated=0, ready=0, available=0)], [pod()], True, False),
        ([deployment(desired=0, total=0, updated=0, ready=0, available=0)], [pod(phase="Succeeded")], True, True),
        (
            [deployment(desired=0, total=0, updated=0, ready=0, available=0)],
            [pod(phase="Failed", deleting=True)],
            True,
            False,
        ),
    ],
)
def test_a_rollout_is_complete_when_nothing_old_is_left(workloads, pods, stopped, complete):
    assert examine(workloads, pods, stopped).complete is complete


def test_replicas_are_summed_up():
    rollout = examine([deployment(desired=3, ready=1), stateful_set(desired=1, ready=2)], [], False)
    assert (rollout.desired, rollout.ready) == (4, 2)


def test_a_container_that_starts_is_movement():
    before = examine([deployment(ready=0)], [pod(container())], False)
    after = examine([deployment(ready=0)], [pod(container(running=True))], False)
    assert before.fingerprint != after.fingerprint


def test_a_container_that_is_started_again_and_again_is_none():
    looks = [
        pod(container(waiting=state("CrashLoopBackOff"), last=state("Error", "", 3), restarts=2)),
        pod(container(running=True, last=state("Error", "", 3), restarts=3)),
        pod(container(terminated=state("Error", "", 3), last=state("Error", "", 3), restarts=3)),
    ]
    assert len({examine([deployment(ready=0)], [look], False).fingerprint for look in looks}) == 1
