"""What the platform adds to every chart: labels, stop, image map, restart, kept volumes."""

from typing import Any

from paas_operator import names
from paas_operator.postrender import ingress, kept
from paas_operator.postrender.hooks import is_hook
from paas_operator.postrender.images import replace_image
from paas_operator.postrender.pods import claim_templates, containers, pod_spec, pod_template
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

_LEFT_OUT = ("HorizontalPodAutoscaler", "Pod")
_SCALED = ("Deployment", "StatefulSet", "ReplicaSet")


def transform(objects: list[Json], rules: Rules) -> list[Json]:
    """The objects as they go to the cluster; autoscalers and bare pods are left out of a stopped service."""
    wanted = [obj for obj in objects if not (rules.stopped and obj["kind"] in _LEFT_OUT and not is_hook(obj))]
    with_rights = _accounts_with_rights(objects)
    for obj in wanted:
        _label(obj, rules)
        _pods(obj, rules, with_rights)
        _network_policy(obj, rules)
        kept.settle(obj)
        if obj["kind"] == "Ingress":
            ingress.complete(obj, rules)
        if rules.stopped:
            _stop(obj)
    return wanted


def _label(obj: Json, rules: Rules) -> None:
    """On the object, its pods and its volume claims; never on a selector, which may not change."""
    templates = [obj, pod_template(obj), *claim_templates(obj)]
    if obj["kind"] == "CronJob":
        templates.append(obj["spec"]["jobTemplate"])
    for template in filter(None, templates):
        _add(template, "labels", {names.SERVICE: rules.service})


def _pods(obj: Json, rules: Rules, with_rights: set[str]) -> None:
    spec = pod_spec(obj)
    if spec is None:
        return
    if spec.get("serviceAccountName", "default") not in with_rights:
        spec.setdefault("automountServiceAccountToken", False)
    for container in containers(spec):
        replace_image(container, rules.site_images)
    if rules.restart_token and obj["kind"] in (*_SCALED, "DaemonSet"):
        _add(pod_template(obj) or {}, "annotations", {names.RESTART: rules.restart_token})


def _accounts_with_rights(objects: list[Json]) -> set[str]:
    """The accounts the chart gives rights to: only their pods have use for a token."""
    bindings = [obj for obj in objects if obj["kind"] == "RoleBinding"]
    return {subject["name"] for binding in bindings for subject in binding.get("subjects") or []}


def _network_policy(obj: Json, rules: Rules) -> None:
    """A policy covers the service's own pods, whatever its selector says; unlike a workload's, it may change."""
    if obj["kind"] == "NetworkPolicy":
        selector = obj["spec"]["podSelector"] = obj["spec"].get("podSelector") or {}
        selector["matchLabels"] = {**(selector.get("matchLabels") or {}), names.SERVICE: rules.service}


def _stop(obj: Json) -> None:
    if obj["kind"] in _SCALED:
        obj["spec"]["replicas"] = 0
    elif obj["kind"] == "CronJob" or (obj["kind"] == "Job" and not is_hook(obj)):
        obj["spec"]["suspend"] = True
    elif obj["kind"] == "DaemonSet":
        (pod_spec(obj) or {}).setdefault("nodeSelector", {})["woow.io/stopped"] = "true"


def _add(obj: Json, field: str, entries: dict[str, str]) -> None:
    meta = obj["metadata"] = obj.get("metadata") or {}
    meta[field] = {**(meta.get(field) or {}), **entries}
