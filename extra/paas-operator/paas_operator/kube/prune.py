"""Makes the small objects that the cache keeps from what the API server sends: only what somebody reads."""

from typing import Any

from paas_operator import names
from paas_operator.kube.quantity import parse_quantity

Json = dict[str, Any]
_MESSAGE = 400


def identity(obj: Json) -> Json:
    """What every kept object carries."""
    meta = obj["metadata"]
    return {
        "namespace": meta.get("namespace", ""),
        "name": meta["name"],
        "service": (meta.get("labels") or {}).get(names.SERVICE, ""),
        "version": int(meta["resourceVersion"]),
    }


def pod(obj: Json) -> Json:
    """A pod: phase, readiness, why it is not scheduled, and each container's state."""
    status = obj.get("status", {})
    conditions = {c["type"]: c for c in status.get("conditions", [])}
    scheduled = conditions.get("PodScheduled", {})
    containers = obj["spec"].get("initContainers", []) + obj["spec"].get("containers", [])
    limits = {c["name"]: _limits_of(c) for c in containers}
    return identity(obj) | {
        "kind": "Pod",
        "job": (obj["metadata"].get("labels") or {}).get("batch.kubernetes.io/job-name", ""),
        "phase": status.get("phase", "Pending"),
        "node": obj["spec"].get("nodeName", ""),
        "created": obj["metadata"]["creationTimestamp"],
        "deleting": "deletionTimestamp" in obj["metadata"],
        "ready": conditions.get("Ready", {}).get("status") == "True",
        "unscheduled": scheduled.get("message", "")[:_MESSAGE] if scheduled.get("status") == "False" else "",
        "claims": [
            volume["persistentVolumeClaim"]["claimName"]
            for volume in obj["spec"].get("volumes", [])
            if "persistentVolumeClaim" in volume
        ],
        "containers": [
            _container(c, limits.get(c["name"], (None, None))) | {"init": group == "initContainerStatuses"}
            for group in ("initContainerStatuses", "containerStatuses")
            for c in status.get(group, [])
        ],
    }


def _limits_of(container: Json) -> tuple[float | None, int | None]:
    limits = container.get("resources", {}).get("limits", {})
    cpu, memory = limits.get("cpu"), limits.get("memory")
    return (parse_quantity(cpu) if cpu else None, int(parse_quantity(memory)) if memory else None)


def _container(status: Json, limits: tuple[float | None, int | None]) -> Json:
    state = status.get("state", {})
    return {
        "name": status["name"],
        "image": status.get("image", ""),
        "ready": status.get("ready", False),
        "restarts": status.get("restartCount", 0),
        "waiting": _reason(state.get("waiting")),
        "terminated": _reason(state.get("terminated")),
        "last": _reason(status.get("lastState", {}).get("terminated")),
        "running": "running" in state,
        "limits": limits,
    }


def _reason(state: Json | None) -> Json | None:
    if state is None:
        return None
    return {
        "reason": state.get("reason", ""),
        "message": state.get("message", "")[:_MESSAGE],
        "exit_code": state.get("exitCode"),
    }


def workload(kind: str) -> Any:
    """A function that prunes Deployments, StatefulSets or DaemonSets to one common shape."""

    def prune(obj: Json) -> Json:
        spec, status = obj["spec"], obj.get("status", {})
        daemon = kind == "DaemonSet"
        failure = [c for c in status.get("conditions", []) if c["type"] == "ReplicaFailure" and c["status"] == "True"]
        return identity(obj) | {
            "kind": kind,
            "created": obj["metadata"]["creationTimestamp"],
            "deleting": "deletionTimestamp" in obj["metadata"],
            "generation": obj["metadata"].get("generation", 0),
            "observed": status.get("observedGeneration", 0),
            "desired": status.get("desiredNumberScheduled", 0) if daemon else spec.get("replicas", 1),
            "total": status.get("currentNumberScheduled" if daemon else "replicas", 0),
            "updated": status.get("updatedNumberScheduled" if daemon else "updatedReplicas", 0),
            "ready": status.get("numberReady" if daemon else "readyReplicas", 0),
            "available": status.get("numberAvailable" if daemon else "availableReplicas", 0),
            "settled": status.get("currentRevision") == status.get("updateRevision"),
            "failure": failure[0].get("message", "")[:_MESSAGE] if failure else "",
            "limits": _limits(spec["template"]["spec"]),
        }

    return prune


def _limits(pod_spec: Json) -> tuple[float, float]:
    limits = [c.get("resources", {}).get("limits", {}) for c in pod_spec.get("containers", [])]
    return (
        sum(parse_quantity(limit.get("cpu", "0")) for limit in limits),
        sum(parse_quantity(limit.get("memory", "0")) for limit in limits),
    )


def claim(obj: Json) -> Json:
    """A volume claim."""
    return identity(obj) | {
        "kind": "PersistentVolumeClaim",
        "created": obj["metadata"]["creationTimestamp"],
        "deleting": "deletionTimestamp" in obj["metadata"],
        "phase": obj.get("status", {}).get("phase", "Pending"),
        "size": obj["spec"].get("resources", {}).get("requests", {}).get("storage", ""),
        "storage_class": obj["spec"].get("storageClassName", ""),
    }


def service(obj: Json) -> Json:
    """A Service: what it is called inside the cluster and which ports it has; a headless twin is left out later."""
    return identity(obj) | {
        "kind": "Service",
        "created": obj["metadata"]["creationTimestamp"],
        "headless": obj["spec"].get("clusterIP") == "None",
        "ports": [{"name": p.get("name", ""), "port": p["port"]} for p in obj["spec"].get("ports", [])],
    }


def event(obj: Json) -> Json:
    """A warning: what happened to which object, how often, and when last."""
    involved = obj["involvedObject"]
    return identity(obj) | {
        "kind": "Event",
        "about": f"{involved.get('kind', '')}/{involved.get('name', '')}",
        "reason": obj.get("reason", ""),
        "message": (obj.get("message") or "")[:_MESSAGE],
        "count": obj.get("count") or (obj.get("series") or {}).get("count") or 1,
        "last": _last_time(obj),
    }


def _last_time(obj: Json) -> str:
    series = (obj.get("series") or {}).get("lastObservedTime")
    return series or obj.get("lastTimestamp") or obj.get("eventTime") or obj["metadata"]["creationTimestamp"]


def metadata(obj: Json) -> Json:
    """Labels and annotations alone, for namespaces and intents."""
    meta = obj["metadata"]
    return identity(obj) | {
        "labels": meta.get("labels") or {},
        "annotations": meta.get("annotations") or {},
        "deleting": "deletionTimestamp" in meta,
    }
