"""What no tenant's chart may hold. Each check is given an object and yields sentences; one is enough to refuse."""

from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.pods import containers, pod_spec
from paas_operator.postrender.rules import Refused, Rules

Json = dict[str, Any]

# Only kinds known to live in a namespace and to be harmless there: anything else is refused by not being here.
ALLOWED = {
    "": {"ConfigMap", "Secret", "Service", "ServiceAccount", "PersistentVolumeClaim", "Pod", "Endpoints"},
    "apps": {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"},
    "batch": {"Job", "CronJob"},
    "autoscaling": {"HorizontalPodAutoscaler"},
    "policy": {"PodDisruptionBudget"},
    "networking.k8s.io": {"Ingress", "NetworkPolicy"},
    "discovery.k8s.io": {"EndpointSlice"},
    "rbac.authorization.k8s.io": {"Role", "RoleBinding"},
}
# Ingress controllers' annotations that bring host names, middlewares or targets of their own.
_REACHING = ("/server-alias", "/router.middlewares", "/service.serversscheme", "/upstream-vhost")
_EXTERNAL_ADDRESSES = ("Endpoints", "EndpointSlice")


def check(obj: Json, rules: Rules) -> None:
    """Raise Refused with the first sentence against the object."""
    for sentence in _against(obj, rules):
        name = (obj.get("metadata") or {}).get("name", "?")
        raise Refused(f"The chart's {obj.get('kind', 'object')} {name} {sentence}.")


def _against(obj: Json, rules: Rules) -> Iterator[str]:
    yield from _kind(obj)
    yield from _namespace(obj, rules)
    for examine in _BY_KIND.get(obj["kind"], ()):
        yield from examine(obj, rules)
    if spec := pod_spec(obj):
        yield from _pod(spec)


def _kind(obj: Json) -> Iterator[str]:
    group, _, version = str(obj.get("apiVersion", "")).rpartition("/")
    if obj.get("kind") not in ALLOWED.get(group, ()) or not version:
        yield f"is of a kind ({obj.get('apiVersion')}) that services may not have"
    elif obj["kind"] in _EXTERNAL_ADDRESSES:
        yield "sets addresses of its own for a Service"


def _namespace(obj: Json, rules: Rules) -> Iterator[str]:
    namespace = (obj.get("metadata") or {}).get("namespace")
    if namespace not in (None, "", rules.namespace):
        yield f"is meant for another namespace ({namespace})"


def _service(obj: Json, rules: Rules) -> Iterator[str]:
    spec = obj.get("spec") or {}
    if spec.get("type", "ClusterIP") != "ClusterIP":
        yield f"is of type {spec['type']}, and only ClusterIP is allowed"
    if spec.get("externalIPs") or spec.get("externalName"):
        yield "points outside the cluster"


def _ingress(obj: Json, rules: Rules) -> Iterator[str]:
    spec = obj.get("spec") or {}
    if spec.get("defaultBackend"):
        yield "has a default backend, which would take every host name"
    entries = (spec.get("rules") or []) + [{"host": h} for tls in spec.get("tls") or [] for h in tls.get("hosts") or []]
    for entry in entries:
        host = entry.get("host") or ""
        if host not in rules.hosts:
            yield f"uses the host name {host or '(any)'}, which the service does not hold"
    for annotation in obj["metadata"].get("annotations") or {}:
        if "-snippet" in annotation or annotation.endswith(_REACHING):
            yield f"carries the annotation {annotation}, which can reach other services"


def _role_binding(obj: Json, rules: Rules) -> Iterator[str]:
    if (obj.get("roleRef") or {}).get("kind") != "Role":
        yield "binds a role of the whole cluster"
    for subject in obj.get("subjects") or []:
        if subject.get("kind") != "ServiceAccount" or subject.get("namespace", rules.namespace) != rules.namespace:
            yield "gives rights to someone outside the service"


def _secret(obj: Json, rules: Rules) -> Iterator[str]:
    if obj.get("type") == "kubernetes.io/service-account-token":
        yield "would hold a service account's token"


def _network_policy(obj: Json, rules: Rules) -> Iterator[str]:
    selector = (obj.get("spec") or {}).get("podSelector")
    if not selector:
        yield "covers all pods of the namespace, not only the service's own"


def _pod(spec: Json) -> Iterator[str]:
    for flag in ("hostNetwork", "hostPID", "hostIPC"):
        if spec.get(flag):
            yield f"uses {flag}"
    for volume in spec.get("volumes") or []:
        if "hostPath" in volume:
            yield "mounts a folder of the node (hostPath)"
    for container in containers(spec):
        yield from _container(container)


def _container(container: Json) -> Iterator[str]:
    context = container.get("securityContext") or {}
    if context.get("privileged"):
        yield f"runs the container {container.get('name')} privileged"
    for port in container.get("ports") or []:
        if port.get("hostPort"):
            yield f"opens the port {port['hostPort']} on the node (hostPort)"


_BY_KIND = {
    "Service": (_service,),
    "Ingress": (_ingress,),
    "RoleBinding": (_role_binding,),
    "Secret": (_secret,),
    "NetworkPolicy": (_network_policy,),
}
