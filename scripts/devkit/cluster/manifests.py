"""What the cluster holds from the start: roles of its components, ingress class, storage class."""

from typing import Any

from . import dns, ingress, metrics, simulated, storage
from .paths import Layout

Object = dict[str, Any]
_RBAC = "rbac.authorization.k8s.io"


def objects(layout: Layout) -> list[Object]:
    """All objects, in the order in which they are applied."""
    return [
        _binding("woow-paas:kubelet-api", "system:kubelet-api-admin", "kube-apiserver-kubelet-client"),
        *(_simulated_node() if layout.simulated else [*_dns(), *_metrics(layout)]),
        *_ingress(),
        *_storage(),
    ]


def _rule(group: str, resources: str, verbs: str) -> Object:
    return {"apiGroups": [group], "resources": resources.split(), "verbs": verbs.split()}


def _cluster_role(name: str, *rules: Object) -> Object:
    metadata = {"name": name}
    return {"apiVersion": f"{_RBAC}/v1", "kind": "ClusterRole", "metadata": metadata, "rules": list(rules)}


def _binding(name: str, role: str, user: str, namespace: str | None = None) -> Object:
    scope = "" if namespace else "Cluster"
    return {
        "apiVersion": f"{_RBAC}/v1",
        "kind": f"{scope}RoleBinding",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "roleRef": {"apiGroup": _RBAC, "kind": "Role" if namespace else "ClusterRole", "name": role},
        "subjects": [{"apiGroup": _RBAC, "kind": "User", "name": user}],
    }


def _dns() -> list[Object]:
    watch = "get list watch"
    rules = (_rule("", "namespaces services pods", watch), _rule("discovery.k8s.io", "endpointslices", watch))
    return [_cluster_role(dns.USER, *rules), _binding(dns.USER, dns.USER, dns.USER)]


def _metrics(layout: Layout) -> list[Object]:
    user, watch = metrics.USER, "get list watch"
    rules = (_rule("", "nodes/metrics", "get"), _rule("", "pods nodes", watch))
    return [
        _cluster_role(user, *rules),
        _binding(user, user, user),
        _binding(f"{user}:delegator", "system:auth-delegator", user),
        _binding(user, "extension-apiserver-authentication-reader", user, metrics.NAMESPACE),
        *metrics.registration(layout),
    ]


def _simulated_node() -> list[Object]:
    watch = "get list watch"
    rules = (
        _rule("", "nodes", watch),
        _rule("", "pods", f"{watch} patch delete"),
        _rule("", "nodes/status pods/status", "patch update"),
        _rule("", "events", "create patch update"),
        _rule("coordination.k8s.io", "leases", f"{watch} create update patch delete"),
    )
    return [
        _cluster_role(simulated.USER, *rules),
        _binding(simulated.USER, simulated.USER, simulated.USER),
        simulated.node(),
    ]


def _ingress() -> list[Object]:
    watch = "get list watch"
    rules = (
        _rule("", "services secrets nodes", watch),
        _rule("discovery.k8s.io", "endpointslices", watch),
        _rule("networking.k8s.io", "ingresses ingressclasses", watch),
        _rule("networking.k8s.io", "ingresses/status", "update"),
    )
    ingress_class = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IngressClass",
        "metadata": {
            "name": ingress.CLASS,
            "annotations": {"ingressclass.kubernetes.io/is-default-class": "true"},
        },
        "spec": {"controller": "traefik.io/ingress-controller"},
    }
    return [
        _cluster_role(ingress.USER, *rules),
        _binding(ingress.USER, ingress.USER, ingress.USER),
        ingress_class,
    ]


def _storage() -> list[Object]:
    watch = "get list watch"
    rules = (
        _rule("", "nodes persistentvolumeclaims", watch),
        _rule("", "persistentvolumes", f"{watch} create patch update delete"),
        _rule("", "events", "create patch"),
        _rule("storage.k8s.io", "storageclasses", watch),
    )
    helpers = {
        "apiVersion": f"{_RBAC}/v1",
        "kind": "Role",
        "metadata": {"name": storage.USER, "namespace": storage.NAMESPACE},
        "rules": [_rule("", "pods", f"{watch} create delete"), _rule("", "pods/log", "get")],
    }
    return [
        _storage_namespace(),
        _cluster_role(storage.USER, *rules),
        _binding(storage.USER, storage.USER, storage.USER),
        helpers,
        _binding(storage.USER, storage.USER, storage.USER, storage.NAMESPACE),
        *_helper_objects(),
        _storage_class(),
    ]


def _storage_namespace() -> Object:
    labels = {"pod-security.kubernetes.io/enforce": "privileged"}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {"name": storage.NAMESPACE, "labels": labels},
    }


def _helper_objects() -> list[Object]:
    account = {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": {"name": storage.SERVICE_ACCOUNT, "namespace": storage.NAMESPACE},
        "automountServiceAccountToken": False,
    }
    scripts = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": storage.SCRIPTS, "namespace": storage.NAMESPACE},
        "data": {
            "setup": '#!/bin/sh\nset -eu\nmkdir -m 0777 -p "$VOL_DIR"\n',
            "teardown": '#!/bin/sh\nset -eu\nrm -rf "$VOL_DIR"\n',
        },
    }
    return [account, scripts]


def _storage_class() -> Object:
    return {
        "apiVersion": "storage.k8s.io/v1",
        "kind": "StorageClass",
        "metadata": {
            "name": "local-path",
            "annotations": {"storageclass.kubernetes.io/is-default-class": "true"},
        },
        "provisioner": storage.PROVISIONER,
        "volumeBindingMode": "WaitForFirstConsumer",
        "reclaimPolicy": "Delete",
        "allowVolumeExpansion": False,
    }
