"""The objects that every tenant's namespace has: quota, defaults, network policies, the operator's own binding."""

from collections.abc import Iterable
from typing import Any

from paas_operator import names
from paas_operator.kube.quantity import parse_quantity
from paas_operator.releases.models import Quota, Tenant

Json = dict[str, Any]

# What a container gets when its chart says nothing, and the least that a rolling update may need on top of the plan.
DEFAULT_CPU, DEFAULT_MEMORY = 0.5, 512 * 2**20

QUOTA = "woow-plan"

# How many objects of a kind a workspace may have, whatever its plan: more than hundreds of services need, and far from
# what would fill the cluster's storage. Helm keeps ten Secrets a service, a Deployment ten ReplicaSets.
_MANY, _WITH_HISTORY = 500, 5000
_COUNTED = (
    "configmaps", "services", "serviceaccounts", "persistentvolumeclaims", "pods",
    "deployments.apps", "statefulsets.apps", "daemonsets.apps", "jobs.batch", "cronjobs.batch",
    "horizontalpodautoscalers.autoscaling", "poddisruptionbudgets.policy",
    "ingresses.networking.k8s.io", "networkpolicies.networking.k8s.io",
    "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io",
)  # fmt: skip
_COUNTED_WITH_HISTORY = ("secrets", "replicasets.apps")

# 168.63.129.16 is Azure's metadata host, 64:ff9b::/96 leads into IPv4 (RFC 6052).
_PRIVATE_V4 = [
    "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12",
    "192.168.0.0/16",
]  # fmt: skip
_PRIVATE_V6 = ["::1/128", "64:ff9b::/96", "fc00::/7", "fe80::/10"]


def namespace(name: str, operator: str, tenant: Tenant) -> Json:
    """The namespace itself; the annotations say whose it is."""
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": name,
            "labels": {
                names.MANAGED_BY: names.MANAGER,
                names.OPERATOR: operator,
                "pod-security.kubernetes.io/enforce": "baseline",
                "pod-security.kubernetes.io/warn": "restricted",
                "pod-security.kubernetes.io/audit": "restricted",
            },
            "annotations": {
                names.DATABASE_UUID: tenant.database_uuid,
                names.WORKSPACE_UUID: tenant.workspace_uuid,
            },
        },
    }


def role_binding(name: str, role: str, account_namespace: str, account: str) -> Json:
    """Gives an account a role of the cluster in one tenant's namespace alone."""
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": name, "labels": _LABELS},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": role},
        "subjects": [{"kind": "ServiceAccount", "name": account, "namespace": account_namespace}],
    }


def contents(quota: Quota, deployments: Iterable[Json]) -> list[tuple[str, Json]]:
    """(plural of the kind, object) for all that is applied inside, beside the Deployments that the cache has."""
    return [
        ("serviceaccounts", _helm_account()),
        ("resourcequotas", _quota(quota, *_surge(quota, deployments))),
        ("limitranges", _limit_range()),
        *(("networkpolicies", policy) for policy in _network_policies()),
    ]


def _helm_account() -> Json:
    """As which Helm runs; no pod may use it."""
    metadata = {"name": names.HELM_ACCOUNT, "labels": _LABELS}
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata}
    return account | {"automountServiceAccountToken": False}


def _surge(quota: Quota, deployments: Iterable[Json]) -> tuple[float, float]:
    """CPU and bytes of the largest pod that a rolling update may start beside the old one.

    A Deployment without pods starts none beside them: one that is refused for its size would make its own room.
    """
    limits = [deployment["limits"] for deployment in deployments if deployment["total"]]
    cpu = max((cpu for cpu, _ in limits), default=0.0)
    memory = max((memory for _, memory in limits), default=0.0)
    return (
        max(min(cpu, quota.cpu), DEFAULT_CPU),
        max(min(memory, quota.memory_gb * 2**30), DEFAULT_MEMORY),
    )


def _quota(quota: Quota, cpu: float, memory: float) -> Json:
    """The plan, and what is needed on top of it for a rolling update."""
    hard = {
        "limits.cpu": f"{round((quota.cpu + cpu) * 1000)}m",
        "limits.memory": f"{round(quota.memory_gb * 1024 + memory / 2**20)}Mi",
        "requests.storage": f"{round(quota.storage_gb * 1024)}Mi",
        "services.nodeports": "0",
        "services.loadbalancers": "0",
        **{f"count/{kind}": str(_MANY) for kind in _COUNTED},
        **{f"count/{kind}": str(_WITH_HISTORY) for kind in _COUNTED_WITH_HISTORY},
    }
    return _object("v1", "ResourceQuota", QUOTA, {"hard": hard})


def is_in_force(quota: Json) -> bool:
    """Whether the cluster goes by the quota as it is written; until then what it names is refused, or goes by an older
    one.
    """
    status = quota.get("status", {})
    goes_by = {key: parse_quantity(amount) for key, amount in status.get("hard", {}).items()}
    written = {key: parse_quantity(amount) for key, amount in quota["spec"]["hard"].items()}
    return goes_by == written and written.keys() <= status.get("used", {}).keys()


def _limit_range() -> Json:
    limit = {
        "type": "Container",
        "default": {"cpu": f"{round(DEFAULT_CPU * 1000)}m", "memory": f"{DEFAULT_MEMORY >> 20}Mi"},
        "defaultRequest": {"cpu": "10m", "memory": "32Mi"},
    }
    return _object("v1", "LimitRange", "woow-defaults", {"limits": [limit]})


def _network_policies() -> list[Json]:
    """Nothing in, nothing out; but names are resolved, services of a workspace meet, and the world is reached."""
    everyone: Json = {"podSelector": {}}
    outside = {"namespaceSelector": {"matchExpressions": [_not_tenants()]}}
    world = [
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": _PRIVATE_V4}},
        {"ipBlock": {"cidr": "::/0", "except": _PRIVATE_V6}},
    ]
    dns = [{"port": 53, "protocol": "UDP"}, {"port": 53, "protocol": "TCP"}]
    return [
        _policy("woow-deny-all", {"policyTypes": ["Ingress", "Egress"]}),
        _policy("woow-allow-dns", {"policyTypes": ["Egress"], "egress": [{"ports": dns}]}),
        _policy(
            "woow-allow-workspace",
            {
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [{"from": [everyone]}],
                "egress": [{"to": [everyone]}],
            },
        ),
        _policy("woow-allow-platform", {"policyTypes": ["Ingress"], "ingress": [{"from": [outside]}]}),
        _policy("woow-allow-internet", {"policyTypes": ["Egress"], "egress": [{"to": world}]}),
    ]


def _not_tenants() -> Json:
    return {"key": names.MANAGED_BY, "operator": "NotIn", "values": [names.MANAGER]}


def _policy(name: str, spec: Json) -> Json:
    return _object("networking.k8s.io/v1", "NetworkPolicy", name, {"podSelector": {}, **spec})


def _object(api_version: str, kind: str, name: str, spec: Json) -> Json:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": name, "labels": _LABELS}, "spec": spec}


_LABELS = {names.MANAGED_BY: names.MANAGER}
