"""What stays in the cluster when Helm uninstalls (Helm, "Tell Helm Not To Uninstall a Resource"): data alone."""

from typing import Any

Json = dict[str, Any]

POLICY, KEEP = "helm.sh/resource-policy", "keep"
_MAY_STAY = ("PersistentVolumeClaim", "Secret", "ConfigMap")


def is_kept(obj: Json) -> bool:
    """Whether Helm leaves the object where it is."""
    return ((obj.get("metadata") or {}).get("annotations") or {}).get(POLICY) == KEEP


def settle(obj: Json) -> None:
    """Volume claims always stay, since the operator deletes them; what runs or leads somewhere never does."""
    meta = obj["metadata"]
    if obj["kind"] == "PersistentVolumeClaim":
        meta["annotations"] = {**(meta.get("annotations") or {}), POLICY: KEEP}
    elif obj["kind"] not in _MAY_STAY and is_kept(obj):
        del meta["annotations"][POLICY]
