"""Which kinds a chart may bring: only those known to live in a namespace and to be harmless there."""

from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.findings import Against
from paas_operator.saying import say

Json = dict[str, Any]

ALLOWED = {
    "": {"ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim", "Pod"},
    "apps": {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"},
    "batch": {"Job", "CronJob"},
    "autoscaling": {"HorizontalPodAutoscaler"},
    "policy": {"PodDisruptionBudget"},
    "networking.k8s.io": {"Ingress", "NetworkPolicy"},
    "rbac.authorization.k8s.io": {"Role", "RoleBinding"},
    "traefik.io": {"IngressRoute"},
    "traefik.containo.us": {"IngressRoute"},
}
_ADDRESSES = {"": {"Endpoints"}, "discovery.k8s.io": {"EndpointSlice"}}
_CLUSTER_SCOPED = {
    "APIService", "CSIDriver", "CSINode", "CertificateSigningRequest", "ClusterIssuer", "ClusterRole",
    "ClusterRoleBinding", "ComponentStatus", "DeviceClass", "FlowSchema", "GatewayClass", "IngressClass",
    "MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding", "MutatingWebhookConfiguration", "Namespace",
    "Node", "PersistentVolume", "PriorityClass", "PriorityLevelConfiguration", "ResourceSlice", "RuntimeClass",
    "ServiceCIDR", "IPAddress", "StorageClass", "ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration", "VolumeAttachment", "VolumeAttributesClass", "VolumeSnapshotClass",
}  # fmt: skip


def check_kind(obj: Json) -> Iterator[Against]:
    """Nothing, or the one reason why objects of this kind are refused."""
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    kind = obj.get("kind")
    if kind in ALLOWED.get(group, ()) and version:
        return
    if kind in _ADDRESSES.get(group, ()):
        yield say("own_addresses")
    elif kind == "CustomResourceDefinition":
        yield say("custom_definition")
    elif kind in _CLUSTER_SCOPED:
        yield say("cluster_scoped")
    else:
        yield say("unknown_kind", kind=str(obj.get("apiVersion")))
