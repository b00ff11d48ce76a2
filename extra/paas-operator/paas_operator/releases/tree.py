"""The objects of a release as a tree, each with a state and a sentence. Only compares, never asks."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from paas_operator.kube import prune
from paas_operator.releases.rollout import is_complete
from paas_operator.releases.stall import Scene, explain
from paas_operator.saying import NOTHING, Saying, quote, say

Json = dict[str, Any]
Seen = tuple[str, Saying, Json]

_RELEASE_STATES = {"ready": "ok", "stopped": "ok", "deleted": "ok", "failed": "failing"}
_WORKLOADS = ("Deployment", "StatefulSet", "DaemonSet")


def build(status: Json, objects: Sequence[Json], scene: Scene) -> list[Json]:
    """The release first, then its objects (as the API server tells them), each with its parent's `uid`."""
    root = _release(status)
    shown = [obj for obj in objects if not _is_spent(obj)]
    known = {obj["metadata"]["uid"] for obj in shown}
    sets = {obj["metadata"]["name"]: obj["metadata"]["uid"] for obj in shown if obj["kind"] == "StatefulSet"}
    items = [_item(obj, _parent(obj, known, sets) or root["uid"], scene) for obj in shown]
    return [root, *sorted(items, key=lambda item: (item["kind"], item["name"]))]


def _release(status: Json) -> Json:
    return {
        "uid": f"release:{status['namespace']}/{status['name']}",
        "kind": "Release",
        "name": status["name"],
        "api_version": "",
        "parent": None,
        "state": _RELEASE_STATES.get(status["phase"], "working"),
        **Saying.from_json(status["reason"] or {"message": "", "said": []}).to_json(),
        "created_at": "",
        "details": {"phase": status["phase"], "revision": status["revision"], "generation": status["generation"]},
    }


def _is_spent(obj: Json) -> bool:
    """A ReplicaSet of an earlier revision: it has no pods and is to have none."""
    empty = not (obj.get("spec") or {}).get("replicas") and not (obj.get("status") or {}).get("replicas")
    return obj["kind"] == "ReplicaSet" and empty


def _parent(obj: Json, known: set[str], sets: dict[str, str]) -> str | None:
    owners = [owner["uid"] for owner in obj["metadata"].get("ownerReferences", []) if owner["uid"] in known]
    if owners or obj["kind"] != "PersistentVolumeClaim":
        return owners[0] if owners else None
    # `<template>-<StatefulSet>-<number>` (StatefulSet API, volumeClaimTemplates)
    stem = re.sub(r"-[0-9]+$", "", obj["metadata"]["name"])
    fits = [name for name in sets if stem.endswith(f"-{name}")] if stem != obj["metadata"]["name"] else []
    return sets[max(fits, key=len)] if fits else None


def _item(obj: Json, parent: str, scene: Scene) -> Json:
    meta, kind = obj["metadata"], obj["kind"]
    state, saying, details = _STATES.get(kind, _plain)(obj, scene)
    if "deletionTimestamp" in meta:
        state, saying = "working", say("being_removed")
    return {
        "uid": meta["uid"],
        "kind": kind,
        "name": meta["name"],
        "api_version": obj["apiVersion"],
        "parent": parent,
        "state": state,
        **saying.to_json(),
        "created_at": meta["creationTimestamp"],
        "details": details,
    }


def _plain(obj: Json, scene: Scene) -> Seen:
    return "ok", NOTHING, {}


def _workload(obj: Json, scene: Scene) -> Seen:
    seen = prune.workload(obj["kind"])(obj)
    details = {"desired": seen["desired"], "ready": seen["ready"], "images": _images(obj)}
    if seen["failure"]:
        return "failing", quote("cluster_says", seen["failure"]), details
    if is_complete(seen):
        return "ok", NOTHING, details
    return "working", say("pods_ready", ready=seen["ready"], desired=seen["desired"]), details


def _replica_set(obj: Json, scene: Scene) -> Seen:
    desired, ready = obj["spec"].get("replicas", 0), obj.get("status", {}).get("readyReplicas", 0)
    details = {"desired": desired, "ready": ready}
    if ready >= desired:
        return "ok", NOTHING, details
    return "working", say("pods_ready", ready=ready, desired=desired), details


def _pod(obj: Json, scene: Scene) -> Seen:
    seen = prune.pod(obj)
    details = {"phase": seen["phase"], "node": seen["node"], "containers": list(map(_container, seen["containers"]))}
    if seen["ready"] or seen["phase"] == "Succeeded":
        return "ok", NOTHING, details
    reason = explain(Scene((), (seen,), scene.claims, scene.warnings))
    if reason:
        return "failing", Saying.from_json(reason), details
    if seen["phase"] == "Failed":
        return "failing", quote("cluster_says", obj.get("status", {}).get("message", "")), details
    return "working", NOTHING, details


def _container(seen: Json) -> Json:
    told = seen["waiting"] or seen["terminated"]
    state = "running" if seen["running"] else told["reason"] if told else ""
    return {key: seen[key] for key in ("name", "image", "ready", "restarts")} | {"state": state}


def _job(obj: Json, scene: Scene) -> Seen:
    status = obj.get("status", {})
    details = {"succeeded": status.get("succeeded", 0), "failed": status.get("failed", 0)}
    ended = {c["type"]: c.get("message", "") for c in status.get("conditions", []) if c["status"] == "True"}
    if "Failed" in ended:
        return "failing", quote("cluster_says", ended["Failed"]), details
    return ("ok" if "Complete" in ended else "working"), NOTHING, details


def _cron_job(obj: Json, scene: Scene) -> Seen:
    spec = obj["spec"]
    details = {"schedule": spec["schedule"], "last": obj.get("status", {}).get("lastScheduleTime", "")}
    return "ok", say("suspended") if spec.get("suspend") else NOTHING, details


def _service(obj: Json, scene: Scene) -> Seen:
    ports = [{"name": p.get("name", ""), "port": p["port"]} for p in obj["spec"].get("ports", [])]
    return "ok", NOTHING, {"ports": ports, "headless": obj["spec"].get("clusterIP") == "None"}


def _ingress(obj: Json, scene: Scene) -> Seen:
    hosts = [rule.get("host", "") for rule in obj["spec"].get("rules") or []]
    return "ok", NOTHING, {"hosts": hosts, "tls": bool(obj["spec"].get("tls"))}


def _claim(obj: Json, scene: Scene) -> Seen:
    seen = prune.claim(obj)
    details = {key: seen[key] for key in ("phase", "size", "storage_class")}
    if seen["phase"] == "Bound":
        return "ok", NOTHING, details
    if seen["phase"] == "Lost":
        return "failing", say("storage_gone"), details
    tells = [e["message"] for e in scene.warnings if e["about"] == f"PersistentVolumeClaim/{seen['name']}"]
    return "working", quote("cluster_says", tells[-1]) if tells else say("not_bound"), details


def _images(obj: Json) -> list[str]:
    return sorted({c.get("image", "") for c in obj["spec"]["template"]["spec"].get("containers", [])})


_STATES: dict[str, Callable[[Json, Scene], Seen]] = {
    **dict.fromkeys(_WORKLOADS, _workload),
    "ReplicaSet": _replica_set,
    "Pod": _pod,
    "Job": _job,
    "CronJob": _cron_job,
    "Service": _service,
    "Ingress": _ingress,
    "PersistentVolumeClaim": _claim,
}
