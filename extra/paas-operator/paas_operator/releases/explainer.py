"""Why a service does not move: what the cache tells, and where a program ended, its last words from the cluster."""

from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.cache import ClusterCache
from paas_operator.kube.client import KubeClient, resource
from paas_operator.kube.errors import KubeError
from paas_operator.releases.stall import Scene, crashed, explain, explain_hook
from paas_operator.saying import Reason, Saying, quote, reason

LAST_LINES = 3
LINES_LONGEST = 240


class Explainer:
    """Asked only when something stands still; secrets are blotted out by whoever tells it on."""

    def __init__(self, client: KubeClient, cache: ClusterCache) -> None:
        self._client = client
        self._cache = cache

    async def of_pods(self, namespace: str, service: str) -> Reason | None:
        """Why the rollout does not go on, if anything tells."""
        scene = self._scene(namespace, service)
        return await self._with_last_words(namespace, scene, explain(scene))

    async def of_hooks(self, namespace: str, service: str) -> Reason | None:
        """Why Helm does not come to its end, if a hook is the cause."""
        scene = self._scene(namespace, service)
        return await self._with_last_words(namespace, scene, explain_hook(scene))

    def hook_pods(self, namespace: str, service: str) -> tuple[tuple[str, str], ...]:
        """What changes when a hook moves."""
        pods = self._cache.pods.of_service(namespace, service)
        return tuple(sorted((pod["name"], pod["phase"]) for pod in pods if pod["job"]))

    def _scene(self, namespace: str, service: str) -> Scene:
        return Scene(
            self._cache.workloads_of(namespace, service),
            self._cache.pods.of_service(namespace, service),
            self._cache.claims.of_service(namespace, service),
            self._cache.events.of(namespace),
        )

    async def _with_last_words(self, namespace: str, scene: Scene, known: Reason | None) -> Reason | None:
        found = crashed(scene) if known and known["code"] == "crash_loop" else None
        if known is None or found is None:
            return known
        pod, container, previous = found
        params = {"container": container, "previous": str(previous).lower(), "tailLines": LAST_LINES}
        try:
            text = await self._client.text(resource("v1", "pods", namespace, pod, "log"), **params)
        except (ClusterUnavailable, KubeError):
            return known
        return reason(known["code"], Saying.from_json(known) + quote("last_words", _end_of(text)))


def _end_of(text: str) -> str:
    """The last words, none of them cut."""
    words = " ".join(text.split())
    return words if len(words) <= LINES_LONGEST else words[-LINES_LONGEST:].partition(" ")[2]
