"""Where pod templates stand in the kinds that make pods."""

from typing import Any

Json = dict[str, Any]

_TEMPLATES = {
    "Pod": (),
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "PodTemplate": ("template",),
}


def pod_template(obj: Json) -> Json | None:
    """The pod template of an object (the Pod itself for a Pod), or None."""
    path = _TEMPLATES.get(obj.get("kind", ""))
    if path is None:
        return None
    template: Any = obj
    for part in path:
        template = template.get(part) if isinstance(template, dict) else None
    return template if isinstance(template, dict) else None


def pod_spec(obj: Json) -> Json | None:
    """The pod spec of an object, or None."""
    template = pod_template(obj)
    spec = template.get("spec") if template else None
    return spec if isinstance(spec, dict) else None


def claim_templates(obj: Json) -> list[Json]:
    """The claims that a StatefulSet makes for each of its pods."""
    return (obj.get("spec") or {}).get("volumeClaimTemplates") or [] if obj.get("kind") == "StatefulSet" else []


def containers(spec: Json) -> list[Json]:
    """All containers of a pod spec, init and ephemeral ones too."""
    kinds = ("initContainers", "containers", "ephemeralContainers")
    return [c for kind in kinds for c in spec.get(kind) or [] if isinstance(c, dict)]
