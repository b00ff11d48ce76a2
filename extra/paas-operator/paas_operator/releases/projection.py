"""What the operator tells of a release: its status, and what the watches see of it at this moment."""

from typing import Any

from paas_operator.kube.cache import ClusterCache
from paas_operator.releases.rollout import Rollout, examine
from paas_operator.releases.stall import Scene, explain
from paas_operator.releases.status import Status

Json = dict[str, Any]

_PROGRESS = {"queued": 0, "namespace": 5, "chart": 15, "resources": 25, "pods": 40, "reachable": 90, "done": 100}
_PODS_SHARE = 45


def project(namespace: str, release: str, status: Status, cache: ClusterCache) -> Json:
    """A ReleaseStatus of the API."""
    pods = cache.pods.of_service(namespace, release)
    workloads = cache.workloads_of(namespace, release)
    rollout = examine(workloads, pods, status.desired == "stopped")
    reason = status.reason
    if status.phase == "ready" and reason is None and rollout.ready < rollout.desired:
        scene = Scene(workloads, pods, cache.claims.of_service(namespace, release), cache.events.of(namespace))
        reason = explain(scene)
    return {
        "namespace": namespace,
        "name": release,
        "generation": status.generation,
        "observed_generation": status.observed_generation,
        "good_generation": status.good_generation,
        "desired": status.desired,
        "action": status.action,
        "phase": status.phase,
        "stage": status.stage,
        "progress": _progress(status, rollout),
        "stage_times": status.stage_times,
        "reason": reason,
        "revision": status.revision,
        "chart_version": status.chart_version,
        "replicas": {"desired": rollout.desired, "ready": rollout.ready},
        "kept_volumes": status.kept_volumes,
        "endpoints": _endpoints(namespace, release, cache),
        "updated_at": status.updated_at,
        "digest": status.digest,
        "database_uuid": status.database_uuid,
    }


def _progress(status: Status, rollout: Rollout) -> int:
    base = _PROGRESS[status.stage]
    if status.stage == "pods" and rollout.desired:
        return base + _PODS_SHARE * rollout.ready // rollout.desired
    return base


def _endpoints(namespace: str, release: str, cache: ClusterCache) -> list[Json]:
    services = [s for s in cache.services.of_service(namespace, release) if not s["headless"]]
    return [
        {
            "name": port["name"] or service["name"],
            "port": port["port"],
            "host": f"{service['name']}.{namespace}.svc.cluster.local",
        }
        for service in sorted(services, key=lambda s: s["name"])
        for port in service["ports"]
    ]
