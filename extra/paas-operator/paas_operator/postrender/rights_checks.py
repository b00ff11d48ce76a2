"""Rights inside the cluster: roles, bindings, tokens."""

from collections.abc import Iterator
from typing import Any

from paas_operator import names
from paas_operator.postrender.findings import Against
from paas_operator.postrender.rules import Rules
from paas_operator.saying import say

Json = dict[str, Any]

_TELLING = frozenset({"secrets", "*", "pods/proxy", "services/proxy"})
_STARTING = frozenset({"pods", "pods/exec", "pods/attach", "pods/ephemeralcontainers", "pods/portforward"})
_RULING = frozenset({"roles", "rolebindings", "serviceaccounts", "serviceaccounts/token", "networkpolicies"})
_LEADING = frozenset({"services", "ingresses", "ingressroutes", "persistentvolumeclaims"})
_WORKLOADS = frozenset({"deployments", "statefulsets", "daemonsets", "replicasets", "jobs", "cronjobs"})
_CHANGING = _STARTING | _RULING | _LEADING | _WORKLOADS
_READING = frozenset({"get", "list", "watch"})


def check_role(obj: Json, rules: Rules) -> Iterator[Against]:
    """A role that reads the workspace's Secrets or starts containers reaches the neighbours of its service."""
    for rule in obj.get("rules") or []:
        resources, verbs = set(rule.get("resources") or []), set(rule.get("verbs") or [])
        telling = resources & _TELLING or any(name.startswith("*/") for name in resources)
        if telling or (verbs - _READING and resources & _CHANGING):
            named = ", ".join(sorted(resources))
            yield say("role_rights", rights=named)


def check_role_binding(obj: Json, rules: Rules) -> Iterator[Against]:
    if (obj.get("roleRef") or {}).get("kind") != "Role":
        yield say("role_binding")
    for subject in obj.get("subjects") or []:
        if subject.get("kind") != "ServiceAccount" or subject.get("namespace", rules.namespace) != rules.namespace:
            yield say("role_binding.outside")


def check_secret(obj: Json, rules: Rules) -> Iterator[Against]:
    if obj.get("type") == names.HELM_STORAGE_TYPE:
        yield say("reserved_name.release")
    if obj.get("type") == "kubernetes.io/service-account-token":
        yield say("service_account_token")
