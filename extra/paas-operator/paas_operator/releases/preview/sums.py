"""What a release takes altogether, and which images it runs."""

from collections.abc import Sequence
from typing import Any

from paas_operator.kube.quantity import parse_quantity
from paas_operator.postrender.pods import containers, pod_spec
from paas_operator.releases.namespace_objects import DEFAULT_CPU, DEFAULT_MEMORY

Json = dict[str, Any]

_GIB = 2**30
_SCALED = ("Deployment", "StatefulSet", "ReplicaSet", "DaemonSet", "Pod")


def images(objects: Sequence[Json]) -> list[str]:
    """Every image once, by name."""
    specs = filter(None, map(pod_spec, objects))
    return sorted({str(container.get("image")) for spec in specs for container in containers(spec)})


def resources(objects: Sequence[Json]) -> Json:
    """Limits of all pods that are to run, and the size of all volumes."""
    cpu = memory = storage = 0.0
    for obj in objects:
        count = replicas(obj)
        one_cpu, one_memory = _limits(pod_spec(obj) or {})
        cpu, memory = cpu + count * one_cpu, memory + count * one_memory
        storage += sum(volumes(obj).values()) * (count if obj["kind"] == "StatefulSet" else 1)
    return {"cpu": round(cpu, 3), "memory_gb": round(memory / _GIB, 3), "storage_gb": round(storage / _GIB, 3)}


def replicas(obj: Json) -> int:
    """How many pods an object wants at a time; 0 for what makes none."""
    if obj["kind"] not in _SCALED:
        return 0
    return int((obj.get("spec") or {}).get("replicas", 1)) if obj["kind"] not in ("DaemonSet", "Pod") else 1


def volumes(obj: Json) -> dict[str, float]:
    """Bytes asked for, by the name of the claim or of the template."""
    spec = obj.get("spec") or {}
    claims = [obj] if obj["kind"] == "PersistentVolumeClaim" else spec.get("volumeClaimTemplates") or []
    return {claim["metadata"]["name"]: _storage(claim) for claim in claims}


def _storage(claim: Json) -> float:
    requests = ((claim.get("spec") or {}).get("resources") or {}).get("requests") or {}
    return parse_quantity(requests.get("storage", 0))


def _limits(spec: Json) -> tuple[float, float]:
    """Of one pod, the workspace's defaults where a container names none."""
    if not spec:
        return 0.0, 0.0
    limits = [(c.get("resources") or {}).get("limits") or {} for c in spec.get("containers") or []]
    return (
        sum(parse_quantity(limit.get("cpu", DEFAULT_CPU)) for limit in limits),
        sum(parse_quantity(limit.get("memory", DEFAULT_MEMORY)) for limit in limits),
    )
