"""The node without root: kwok answers for it, pods count as running but no program runs."""

from pathlib import Path
from typing import Any

from . import kubeconfig, network, state
from .component import Component
from .paths import Layout
from .storage import HELPER_LABEL

USER = "woow-paas:kwok"
_ALIVE = {"key": ".metadata.deletionTimestamp", "operator": "DoesNotExist"}
_HELPER = f'.metadata.labels["{HELPER_LABEL}"]'
_RUNNING = """
{{ $now := Now }}
phase: Running
startTime: {{ $now | Quote }}
hostIP: {{ NodeIPWith .spec.nodeName | Quote }}
podIP: {{ PodIPWith .spec.nodeName false .metadata.uid .metadata.name .metadata.namespace | Quote }}
conditions:
{{ range $type := list "Initialized" "ContainersReady" "Ready" }}
- {type: {{ $type }}, status: "True", lastTransitionTime: {{ $now | Quote }}}
{{ end }}
containerStatuses:
{{ range .spec.containers }}
- name: {{ .name | Quote }}
  image: {{ .image | Quote }}
  ready: true
  started: true
  restartCount: 0
  state: {running: {startedAt: {{ $now | Quote }}}}
{{ end }}
"""


def configure(layout: Layout) -> None:
    text = "---\n".join(state.to_json(stage) for stage in stages())
    state.write(_stages(layout), text)


def stages() -> list[dict[str, Any]]:
    """How pods live (kwok, "Stages"): they run at once; jobs' and helpers' pods succeed; deleted ones go."""
    pending = {"key": ".status.phase", "operator": "In", "values": ["Pending"]}
    of_job = {"key": ".metadata.ownerReferences.[].kind", "operator": "In", "values": ["Job"]}
    no_job = {**of_job, "operator": "NotIn"}
    done = {"statusTemplate": "phase: Succeeded"}
    gone = {"delete": True, "finalizers": {"empty": True}}
    deleted = {**_ALIVE, "operator": "Exists"}
    helper, no_helper = ({"key": _HELPER, "operator": word} for word in ("Exists", "DoesNotExist"))
    return [
        _stage("run", [_ALIVE, pending, no_helper, no_job], {"statusTemplate": _RUNNING}),
        _stage("job-done", [_ALIVE, pending, of_job], done),
        _stage("helper-done", [_ALIVE, pending, helper], done),
        _stage("gone", [deleted], gone),
    ]


def node() -> dict[str, Any]:
    """The node that kwok keeps alive."""
    capacity = {"cpu": "16", "memory": "64Gi", "pods": "250"}
    labels = {"kubernetes.io/hostname": network.NODE, "kubernetes.io/os": "linux", "type": "kwok"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": network.NODE, "labels": labels},
        "status": {"capacity": capacity, "allocatable": capacity},
    }


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    argv = [
        str(programs["kwok"]),
        f"--kubeconfig={kubeconfig.path(layout, 'kwok')}",
        f"--config={_stages(layout)}",
        f"--manage-single-node={network.NODE}",
        f"--cidr={network.NODE_IP}/16",
        f"--node-ip={layout.api_host}",
        "--node-lease-duration-seconds=40",
        "--v=WARN",
    ]
    component = Component(
        "kwok",
        argv,
        after=["kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        digest=state.digest(_stages(layout)),
    )
    return [component]


def _stage(name: str, selector: list[dict[str, Any]], following: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "kwok.x-k8s.io/v1alpha1",
        "kind": "Stage",
        "metadata": {"name": name},
        "spec": {
            "resourceRef": {"apiGroup": "v1", "kind": "Pod"},
            "selector": {"matchExpressions": selector},
            "next": following,
        },
    }


def _stages(layout: Layout) -> Path:
    return layout.config / "kwok.yaml"
