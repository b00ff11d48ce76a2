"""Rights inside the cluster: roles, bindings, tokens."""

from collections.abc import Iterator
from typing import Any

from paas_operator import names
from paas_operator.postrender.findings import Against
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

_TELLING = frozenset({"secrets", "*"})
_STARTING = frozenset({"pods", "pods/exec", "pods/attach", "pods/ephemeralcontainers", "pods/portforward"})
_RULING = frozenset({"roles", "rolebindings", "serviceaccounts", "serviceaccounts/token", "networkpolicies"})
_WORKLOADS = frozenset({"deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs"})
_READING = frozenset({"get", "list", "watch"})


def check_role(obj: Json, rules: Rules) -> Iterator[Against]:
    """A role that reads the workspace's Secrets or starts containers reaches the neighbours of its service."""
    for rule in obj.get("rules") or []:
        resources, verbs = set(rule.get("resources") or []), set(rule.get("verbs") or [])
        changing = bool(verbs - _READING)
        if resources & _TELLING or (changing and resources & (_STARTING | _RULING | _WORKLOADS)):
            named = ", ".join(sorted(resources))
            yield "role_rights", f"gives rights ({named}) that reach the other services of the workspace"


def check_role_binding(obj: Json, rules: Rules) -> Iterator[Against]:
    if (obj.get("roleRef") or {}).get("kind") != "Role":
        yield "role_binding", "binds a role of the whole cluster"
    for subject in obj.get("subjects") or []:
        if subject.get("kind") != "ServiceAccount" or subject.get("namespace", rules.namespace) != rules.namespace:
            yield "role_binding", "gives rights to someone outside the service"


def check_secret(obj: Json, rules: Rules) -> Iterator[Against]:
    if obj.get("type") == names.HELM_STORAGE_TYPE:
        yield "reserved_name", "passes itself off as a release of Helm's"
    if obj.get("type") == "kubernetes.io/service-account-token":
        yield "service_account_token", "would hold a service account's token"
