"""Why a rollout does not move: one sentence and a code, from cached pods, workloads, claims and warnings alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from paas_operator.kube.quota_words import too_many
from paas_operator.saying import Reason, Saying, quote, reason, say

Json = dict[str, Any]

_PULL = ("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable")
_CONFIG = ("CreateContainerConfigError", "CreateContainerError", "RunContainerError")


@dataclass(frozen=True)
class Scene:
    """What is known of one service."""

    workloads: Sequence[Json]
    pods: Sequence[Json]
    claims: Sequence[Json]
    warnings: Sequence[Json]


def explain(scene: Scene) -> Reason | None:
    """The first cause that fits, nearest to the root; None when nothing tells."""
    for cause in _CAUSES:
        if found := cause(scene):
            return found
    return None


def explain_hook(scene: Scene) -> Reason | None:
    """The same while Helm waits for a chart's hook: the pods of Jobs alone, none of the application's."""
    pods = [pod for pod in scene.pods if pod["job"] and pod["phase"] != "Succeeded"]
    if found := explain(replace(scene, workloads=(), pods=pods)):
        return found
    for pod in pods:
        return reason("hook_hanging", say("hook_hanging", hook=pod["job"]))
    for event in _latest(scene):
        if event["reason"] == "FailedCreate" and event["about"].startswith("Job/"):
            return _not_made(event["message"], "pod_over_quota.hook")
    return None


def crashed(scene: Scene) -> tuple[str, str, bool] | None:
    """Pod, container and whether it was started again since, of the container that `crash_loop` is about."""
    for pod in scene.pods:
        for container in pod["containers"]:
            if not pod["deleting"] and _crash(container):
                return pod["name"], container["name"], not container["terminated"]
    return None


def _image_pull(scene: Scene) -> Reason | None:
    for container in _containers(scene):
        if container["waiting"] and container["waiting"]["reason"] in _PULL:
            return _told("image_pull", say("image_pull", image=container["image"]), container["waiting"]["message"])
    return None


def _out_of_memory(scene: Scene) -> Reason | None:
    for container in _containers(scene):
        for state in (container["terminated"], container["last"]):
            if state and state["reason"] == "OOMKilled" and not container["ready"]:
                return reason("out_of_memory", say("out_of_memory", container=container["name"]))
    return None


def _crash_loop(scene: Scene) -> Reason | None:
    for container in _containers(scene):
        if _crash(container):
            return reason("crash_loop", _crashes(container))
    return None


def _crashes(container: Json) -> Saying:
    last, name = container["last"] or container["terminated"], container["name"]
    if not last:
        return say("crash_loop.unknown", container=name)
    if container["restarts"]:
        return say("crash_loop.again", container=name, status=last["exit_code"], times=container["restarts"])
    return say("crash_loop", container=name, status=last["exit_code"])


def _crash(container: Json) -> bool:
    waiting, last = container["waiting"], container["last"] or container["terminated"]
    loops = waiting and waiting["reason"] == "CrashLoopBackOff"
    return bool(loops or (last and not container["ready"] and last["exit_code"]))


def _configuration(scene: Scene) -> Reason | None:
    for container in _containers(scene):
        if container["waiting"] and container["waiting"]["reason"] in _CONFIG:
            sentence = say("container_not_made", container=container["name"])
            return _told("admission", sentence, container["waiting"]["message"])
    return None


def _refused(scene: Scene) -> Reason | None:
    """A pod that was never made: over the quota, or against a rule of the cluster."""
    messages = [w["failure"] for w in scene.workloads if w["failure"]]
    lacking = {f"{w['kind']}/{w['name']}" for w in scene.workloads if w["total"] < w["desired"]}
    messages += [e["message"] for e in _latest(scene) if e["reason"] == "FailedCreate" and _owner(e["about"], lacking)]
    runs = any(w["ready"] for w in scene.workloads)
    for message in messages:
        return _not_made(message, "pod_over_quota.surge" if runs else "pod_over_quota")
    return None


def _not_made(message: str, over_quota: str) -> Reason:
    if kind := too_many(message):
        return reason("quota", say("too_many_objects", kind=kind))
    if "exceeded quota" in message:
        return _told("quota", say(over_quota), _after(message, "exceeded quota"))
    return _told("admission", say("pod_refused"), message)


def _owner(about: str, lacking: set[str]) -> bool:
    kind, _, name = about.partition("/")
    if kind == "ReplicaSet":
        kind, name = "Deployment", name.rpartition("-")[0]
    return f"{kind}/{name}" in lacking


def _volume(scene: Scene) -> Reason | None:
    pending = {claim["name"]: claim for claim in scene.claims if claim["phase"] != "Bound"}
    waiting = [name for pod in scene.pods if not pod["ready"] for name in pod["claims"] if name in pending]
    for name in waiting:
        tells = [e["message"] for e in _latest(scene) if e["about"] == f"PersistentVolumeClaim/{name}"]
        return _told("volume_pending", say("volume_pending", volume=name), *tells[:1])
    for event in _latest(scene):
        if event["reason"] in ("FailedMount", "FailedAttachVolume") and _about_unmounted(event, scene):
            return _told("volume_pending", say("volume_not_attached"), event["message"])
    return None


def _no_node(scene: Scene) -> Reason | None:
    for pod in scene.pods:
        if pod["unscheduled"]:
            return _told("no_node", say("no_node"), pod["unscheduled"])
    return None


def _probe(scene: Scene) -> Reason | None:
    for event in _latest(scene):
        if event["reason"] == "Unhealthy" and _about_unready(event, scene):
            return _told("probe_failing", say("probe_failing"), event["message"])
    return None


_CAUSES: tuple[Callable[[Scene], Reason | None], ...] = (
    _refused, _image_pull, _out_of_memory, _crash_loop, _configuration, _volume, _no_node, _probe,
)  # fmt: skip


def _containers(scene: Scene) -> list[Json]:
    return [container for pod in scene.pods if not pod["deleting"] for container in pod["containers"]]


def _latest(scene: Scene) -> list[Json]:
    return sorted(scene.warnings, key=lambda event: event["last"], reverse=True)


def _about_unready(event: Json, scene: Scene) -> bool:
    return event["about"] in {f"Pod/{pod['name']}" for pod in scene.pods if not pod["ready"] and not pod["deleting"]}


def _about_unmounted(event: Json, scene: Scene) -> bool:
    """Of a pod none of whose containers is past its start: what was in the way of one that is, is there no more."""
    return _about_unready(event, scene) and not any(
        container["running"] or container["terminated"]
        for pod in scene.pods
        if event["about"] == f"Pod/{pod['name']}"
        for container in pod["containers"]
    )


def _after(message: str, fragment: str) -> str:
    return message.partition(fragment)[2].lstrip(": ")


def _told(code: str, saying: Saying, by_the_cluster: str = "") -> Reason:
    return reason(code, saying + quote("cluster_says", by_the_cluster))
