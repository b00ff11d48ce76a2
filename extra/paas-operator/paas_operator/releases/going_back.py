"""Whether a failed generation goes back by itself: only to the same chart version and images."""

from paas_operator.helm.storage import HelmStorage, Revision
from paas_operator.postrender.documents import read
from paas_operator.postrender.pods import containers, pod_spec
from paas_operator.releases.intents import Document, Intent

_SAID = ("values", "given", "references", "hosts")


async def way_back(
    storage: HelmStorage, namespace: str, release: str, document: Document, good_generation: int
) -> Intent | None:
    """The good intent to go back to, or None when the failed one stays for inspection.

    Nothing is gained by going back where only a restart or a start was asked for, and much may be lost where the
    chart or an image changed, since data may have been migrated.
    """
    failed = document.current
    good = next((i for i in document.intents if i.generation == good_generation), None)
    if good is None or good.generation == failed.generation or good.chart != failed.chart:
        return None
    if all(getattr(good, part) == getattr(failed, part) for part in _SAID):
        return None
    revisions = await storage.revisions(namespace, release)
    before = await _images(storage, namespace, release, revisions, good.generation)
    after = await _images(storage, namespace, release, revisions, failed.generation)
    return None if before is not None and after is not None and before != after else good


async def _images(
    storage: HelmStorage, namespace: str, release: str, revisions: list[Revision], generation: int
) -> set[str] | None:
    """The images of the newest revision that carries the generation; None when there is no such revision."""
    for revision in reversed(revisions):
        if revision.stamp == str(generation):
            objects = read(await storage.manifest(namespace, release, revision.number))
            specs = filter(None, map(pod_spec, objects))
            return {str(container.get("image")) for spec in specs for container in containers(spec)}
    return None
