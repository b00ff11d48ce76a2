"""Hooks of Helm: run beside the release, and not among what Helm upgrades, stops or uninstalls."""

from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.findings import Against
from paas_operator.saying import say

Json = dict[str, Any]

ANNOTATION = "helm.sh/hook"
_TESTS = {"test", "test-success", "test-failure"}
_LASTING = frozenset({
    "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "HorizontalPodAutoscaler", "Ingress",
    "IngressRoute",
})  # fmt: skip


def is_hook(obj: Json) -> bool:
    """Whether Helm runs the object as a hook."""
    return bool(_moments(obj))


def is_test(obj: Json) -> bool:
    """Whether only `helm test` would run it."""
    moments = _moments(obj)
    return bool(moments) and {moment.strip() for moment in str(moments).split(",")} <= _TESTS


def check_hook(obj: Json) -> Iterator[Against]:
    """A hook may prepare and run to its end; one that stays would go on when the service is stopped or gone."""
    if is_hook(obj) and obj.get("kind") in _LASTING:
        yield say("lasting_hook")


def _moments(obj: Json) -> Any:
    return ((obj.get("metadata") or {}).get("annotations") or {}).get(ANNOTATION)
