"""How far a rollout is, from cached objects alone (the rules of `kubectl rollout status`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Rollout:
    """`fingerprint` changes whenever anything moved."""

    complete: bool
    desired: int
    ready: int
    fingerprint: tuple[Any, ...]


def examine(workloads: Sequence[Json], pods: Sequence[Json], stopped: bool) -> Rollout:
    """Running: every workload fully updated and available. Stopped: no pod of a workload is left."""
    living = [pod for pod in pods if pod["deleting"] or pod["phase"] not in ("Succeeded", "Failed")]
    settled = all(map(is_complete, workloads))
    return Rollout(
        complete=settled and not (stopped and living),
        desired=sum(workload["desired"] for workload in workloads),
        ready=sum(min(workload["ready"], workload["desired"]) for workload in workloads),
        fingerprint=(
            tuple(
                sorted((w["kind"], w["name"], w["generation"], w["updated"], w["ready"], w["total"]) for w in workloads)
            ),
            tuple(sorted((p["name"], p["phase"], p["node"], p["ready"], _started(p)) for p in pods)),
        ),
    )


def is_complete(workload: Json) -> bool:
    """Whether a workload (as the cache keeps it) is fully updated and available."""
    if workload["observed"] < workload["generation"] or workload["deleting"]:
        return False
    desired = workload["desired"]
    if workload["kind"] == "StatefulSet" and not workload["settled"] and workload["updated"] < desired:
        return False
    if workload["updated"] < desired and workload["kind"] != "StatefulSet":
        return False
    return workload["available"] >= desired and workload["ready"] >= desired and workload["total"] <= max(desired, 0)


def _started(pod: Json) -> tuple[bool, ...]:
    """Which containers run for the first time: one that is started again after a crash has not come any further."""
    return tuple(container["running"] and not container["restarts"] for container in pod["containers"])
