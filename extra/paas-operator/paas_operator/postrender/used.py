"""Which other objects an object uses, by kind and name."""

from collections.abc import Iterator
from typing import Any

from paas_operator.postrender.pods import claim_templates, containers, pod_spec

Json = dict[str, Any]
Used = tuple[str, str]
"""Kind and name."""

_IN_VOLUMES = {"secret": ("Secret", "secretName"), "configMap": ("ConfigMap", "name")}
_IN_ENVIRONMENTS = {"secretKeyRef": "Secret", "configMapKeyRef": "ConfigMap"}
_ENVIRONMENTS = {"secretRef": "Secret", "configMapRef": "ConfigMap"}


def used(obj: Json) -> Iterator[Used]:
    """All that an object names of others; whether these are there, or its own, is not asked."""
    for kind, name in _of_object(obj):
        if name:
            yield kind, str(name)


def used_by_pod(spec: Json) -> Iterator[Used]:
    """What a pod reads or mounts, pulls its images with, and runs as."""
    for kind, name in _of_pod(spec):
        if name:
            yield kind, str(name)


def _of_object(obj: Json) -> Iterator[tuple[str, Any]]:
    spec = obj.get("spec") or {}
    yield from _OF_KIND.get(obj["kind"], lambda obj, spec: ())(obj, spec)
    if pods := pod_spec(obj):
        yield from _of_pod(pods)


def _of_pod(spec: Json) -> Iterator[tuple[str, Any]]:
    yield "ServiceAccount", spec.get("serviceAccountName")
    yield "ServiceAccount", spec.get("serviceAccount")
    for pulling in spec.get("imagePullSecrets") or []:
        yield "Secret", pulling.get("name")
    for volume in spec.get("volumes") or []:
        yield from _of_volume(volume)
    for container in containers(spec):
        yield from _of_environment(container)


def _of_volume(volume: Json) -> Iterator[tuple[str, Any]]:
    for source, (kind, key) in _IN_VOLUMES.items():
        yield kind, (volume.get(source) or {}).get(key)
        for projected in (volume.get("projected") or {}).get("sources") or []:
            yield kind, (projected.get(source) or {}).get("name")
    yield "PersistentVolumeClaim", (volume.get("persistentVolumeClaim") or {}).get("claimName")
    yield from _of_claim(((volume.get("ephemeral") or {}).get("volumeClaimTemplate") or {}).get("spec") or {})


def _of_environment(container: Json) -> Iterator[tuple[str, Any]]:
    for variable in container.get("env") or []:
        for source, kind in _IN_ENVIRONMENTS.items():
            yield kind, ((variable.get("valueFrom") or {}).get(source) or {}).get("name")
    for every in container.get("envFrom") or []:
        for source, kind in _ENVIRONMENTS.items():
            yield kind, (every.get(source) or {}).get("name")


def _of_claim(spec: Json) -> Iterator[tuple[str, Any]]:
    """What a new volume is filled from."""
    for source in ("dataSource", "dataSourceRef"):
        filled_from = spec.get(source) or {}
        yield str(filled_from.get("kind")), filled_from.get("name")


def _of_stateful_set(obj: Json, spec: Json) -> Iterator[tuple[str, Any]]:
    """Its claims are `<template>-<StatefulSet>-<number>`: one that is there is taken as it is."""
    for template in claim_templates(obj):
        yield "PersistentVolumeClaim", f"{(template.get('metadata') or {}).get('name')}-{obj['metadata'].get('name')}"
        yield from _of_claim(template.get("spec") or {})


def _of_ingress(obj: Json, spec: Json) -> Iterator[tuple[str, Any]]:
    for tls in spec.get("tls") or []:
        yield "Secret", tls.get("secretName")
    for rule in spec.get("rules") or []:
        for path in (rule.get("http") or {}).get("paths") or []:
            yield "Service", ((path.get("backend") or {}).get("service") or {}).get("name")


def _of_route(obj: Json, spec: Json) -> Iterator[tuple[str, Any]]:
    yield "Secret", (spec.get("tls") or {}).get("secretName")
    for route in spec.get("routes") or []:
        for service in route.get("services") or []:
            yield "Service", service.get("name")


def _of_account(obj: Json, spec: Json) -> Iterator[tuple[str, Any]]:
    for secret in [*(obj.get("secrets") or []), *(obj.get("imagePullSecrets") or [])]:
        yield "Secret", secret.get("name")


def _of_autoscaler(obj: Json, spec: Json) -> Iterator[tuple[str, Any]]:
    scaled = spec.get("scaleTargetRef") or {}
    yield str(scaled.get("kind")), scaled.get("name")


_OF_KIND = {
    "PersistentVolumeClaim": lambda obj, spec: _of_claim(spec),
    "StatefulSet": _of_stateful_set,
    "Ingress": _of_ingress,
    "IngressRoute": _of_route,
    "ServiceAccount": _of_account,
    "HorizontalPodAutoscaler": _of_autoscaler,
    "RoleBinding": lambda obj, spec: [("Role", (obj.get("roleRef") or {}).get("name"))],
}
