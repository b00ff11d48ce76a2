"""Which kinds are watched, from where, and where what is seen goes."""

from collections.abc import Callable
from typing import Any

from paas_operator import names
from paas_operator.kube import prune
from paas_operator.kube.cache import ClusterCache, Store
from paas_operator.kube.client import METADATA, METADATA_LIST, KubeClient, resource
from paas_operator.kube.watch import Watch

Json = dict[str, Any]

OF_SERVICES = {"labelSelector": names.SERVICE}
INTENTS = {"labelSelector": f"{names.MANAGED_BY}={names.MANAGER},{names.KIND}=intent"}

WORKLOADS = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}


def cluster_watches(client: KubeClient, cache: ClusterCache, ours: Callable[[str], bool]) -> list[Watch]:
    """The watches that feed the cache; `ours` says which namespaces matter (others are dropped at the door)."""

    def only_ours(function: Callable[[Json], Json]) -> Callable[[Json], Json | None]:
        return lambda obj: function(obj) if ours(obj["metadata"].get("namespace", "")) else None

    def labelled(path: str, store: Store, function: Callable[[Json], Json]) -> Watch:
        return Watch(client, path, store, only_ours(function), selectors=OF_SERVICES)

    return [
        labelled(resource("v1", "pods"), cache.pods, prune.pod),
        *(
            labelled(resource("apps/v1", plural), cache.workloads[kind], prune.workload(kind))
            for kind, plural in WORKLOADS.items()
        ),
        labelled(resource("v1", "persistentvolumeclaims"), cache.claims, prune.claim),
        labelled(resource("v1", "services"), cache.services, prune.service),
        Watch(
            client,
            resource("v1", "events"),
            cache.events,
            only_ours(prune.event),
            selectors={"fieldSelector": "type=Warning"},
        ),
        Watch(client, resource("v1", "namespaces"), cache.namespaces, _namespace(ours), METADATA, METADATA_LIST),
    ]


def intent_watch(client: KubeClient, namespace: str, store: Store) -> Watch:
    """The watch of the intents' metadata: their values never leave the cluster for it."""
    path = resource("v1", "secrets", namespace)
    return Watch(client, path, store, prune.metadata, METADATA, METADATA_LIST, INTENTS)


def _namespace(ours: Callable[[str], bool]) -> Callable[[Json], Json | None]:
    return lambda obj: prune.metadata(obj) if ours(obj["metadata"]["name"]) else None
