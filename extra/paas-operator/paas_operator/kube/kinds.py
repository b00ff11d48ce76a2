"""Kinds a service may consist of, and where the API server keeps them."""

# (apiVersion's group, kind) -> (apiVersion to ask for, plural)
PLACES: dict[tuple[str, str], tuple[str, str]] = {
    ("", "ConfigMap"): ("v1", "configmaps"),
    ("", "Secret"): ("v1", "secrets"),
    ("", "Service"): ("v1", "services"),
    ("", "ServiceAccount"): ("v1", "serviceaccounts"),
    ("", "PersistentVolumeClaim"): ("v1", "persistentvolumeclaims"),
    ("", "Pod"): ("v1", "pods"),
    ("apps", "Deployment"): ("apps/v1", "deployments"),
    ("apps", "StatefulSet"): ("apps/v1", "statefulsets"),
    ("apps", "DaemonSet"): ("apps/v1", "daemonsets"),
    ("apps", "ReplicaSet"): ("apps/v1", "replicasets"),
    ("batch", "Job"): ("batch/v1", "jobs"),
    ("batch", "CronJob"): ("batch/v1", "cronjobs"),
    ("autoscaling", "HorizontalPodAutoscaler"): ("autoscaling/v2", "horizontalpodautoscalers"),
    ("policy", "PodDisruptionBudget"): ("policy/v1", "poddisruptionbudgets"),
    ("networking.k8s.io", "Ingress"): ("networking.k8s.io/v1", "ingresses"),
    ("networking.k8s.io", "NetworkPolicy"): ("networking.k8s.io/v1", "networkpolicies"),
    ("rbac.authorization.k8s.io", "Role"): ("rbac.authorization.k8s.io/v1", "roles"),
    ("rbac.authorization.k8s.io", "RoleBinding"): ("rbac.authorization.k8s.io/v1", "rolebindings"),
}

# Read by their metadata alone: nobody needs what is in them, and a Secret's content is nobody's business.
NAMED_ONLY = frozenset({"ConfigMap", "Secret", "ServiceAccount", "Role", "RoleBinding", "NetworkPolicy"})


def place(api_version: str, kind: str) -> tuple[str, str] | None:
    """(apiVersion, plural) of a kind, None for one that is not known here."""
    group, _, _ = api_version.rpartition("/")
    known = PLACES.get((group, kind))
    return (api_version, known[1]) if known else None
