"""Cached objects as the watches make them, with just what a test says."""

from typing import Any

Json = dict[str, Any]


def deployment(**changes: Any) -> Json:
    return {
        "kind": "Deployment", "namespace": "paas-ws-7", "name": "shop", "service": "paas-ws-7-shop", "version": 1,
        "created": "2026-01-01T00:00:00Z", "deleting": False, "generation": 2, "observed": 2, "desired": 1,
        "total": 1, "updated": 1, "ready": 1, "available": 1, "settled": True, "failure": "", "limits": (0.1, 1e6),
    } | changes  # fmt: skip


def stateful_set(**changes: Any) -> Json:
    return deployment(kind="StatefulSet") | changes


def container(**changes: Any) -> Json:
    return {
        "name": "web", "image": "example.com/web:1", "ready": False, "restarts": 0,
        "waiting": None, "terminated": None, "last": None, "running": False, "limits": (0.1, 2**25), "init": False,
    } | changes  # fmt: skip


def state(reason: str, message: str = "", exit_code: int | None = None) -> Json:
    return {"reason": reason, "message": message, "exit_code": exit_code}


def pod(*containers: Json, **changes: Any) -> Json:
    return {
        "kind": "Pod", "namespace": "paas-ws-7", "name": "shop-1", "service": "paas-ws-7-shop", "version": 1,
        "phase": "Pending", "node": "", "created": "2026-01-01T00:00:00Z", "deleting": False, "ready": False,
        "unscheduled": "", "claims": [], "job": "", "containers": list(containers),
    } | changes  # fmt: skip


def claim(**changes: Any) -> Json:
    return {"kind": "PersistentVolumeClaim", "name": "data", "phase": "Pending", "deleting": False} | changes


def warning(reason: str, about: str, message: str, last: str = "2026-01-01T00:00:00Z") -> Json:
    return {"kind": "Event", "reason": reason, "about": about, "message": message, "count": 1, "last": last}
