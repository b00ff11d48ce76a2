"""Which Secrets a pod reads by name."""

from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.pods import containers

Json = dict[str, Any]


def named_secrets(spec: Json) -> Iterator[str]:
    """Those of its volumes, of its containers' environments, and for pulling its images."""
    for volume in spec.get("volumes") or []:
        yield from _of_volume(volume)
    for container in containers(spec):
        yield from _of_environment(container)
    for pulling in spec.get("imagePullSecrets") or []:
        yield str(pulling.get("name"))


def _of_volume(volume: Json) -> Iterator[str]:
    yield str((volume.get("secret") or {}).get("secretName"))
    for source in (volume.get("projected") or {}).get("sources") or []:
        yield str((source.get("secret") or {}).get("name"))


def _of_environment(container: Json) -> Iterator[str]:
    for variable in container.get("env") or []:
        yield str(((variable.get("valueFrom") or {}).get("secretKeyRef") or {}).get("name"))
    for source in container.get("envFrom") or []:
        yield str((source.get("secretRef") or {}).get("name"))
