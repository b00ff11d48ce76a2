"""local-path-provisioner on the machine: StorageClass `local-path`, one folder a volume."""

from pathlib import Path
from typing import Any

from . import kubeconfig, network, state
from .component import Component
from .paths import Layout

USER = "woow-paas:local-path-provisioner"
NAMESPACE = "local-path-storage"
PROVISIONER = "rancher.io/local-path"
SERVICE_ACCOUNT = "local-path-helper"
SCRIPTS = "local-path-scripts"
HELPER_LABEL = "volume-helper"
BUSYBOX_IMAGE = "woow.local/busybox:1.35"


def configure(layout: Layout) -> None:
    layout.volumes.mkdir(exist_ok=True)
    paths = [{"node": network.NODE, "paths": [str(layout.volumes)]}]
    state.write_json(_config(layout), {"nodePathMap": paths, "cmdTimeoutSeconds": 120})
    state.write_json(_helper(layout), helper_pod())


def helper_pod() -> dict[str, Any]:
    """The pod that makes and removes a volume's folder; the provisioner adds command and mounts."""
    container = {"name": "helper", "image": BUSYBOX_IMAGE, "imagePullPolicy": "Never"}
    spec = {
        "automountServiceAccountToken": False,
        "terminationGracePeriodSeconds": 0,
        "containers": [container],
    }
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "helper", "labels": {HELPER_LABEL: "true"}},
        "spec": spec,
    }


def components(layout: Layout, programs: dict[str, Path]) -> list[Component]:
    argv = [
        str(programs["local-path-provisioner"]),
        "start",
        "--config",
        str(_config(layout)),
        "--kubeconfig",
        str(kubeconfig.path(layout, "local-path-provisioner")),
        "--namespace",
        NAMESPACE,
        "--provisioner-name",
        PROVISIONER,
        "--configmap-name",
        SCRIPTS,
        "--service-account-name",
        SERVICE_ACCOUNT,
        "--helper-image",
        BUSYBOX_IMAGE,
        "--helper-pod-file",
        str(_helper(layout)),
    ]
    component = Component(
        "local-path-provisioner",
        argv,
        after=["kube-apiserver"],
        wait_for=str(layout.bootstrapped),
        digest=state.digest(_config(layout)) + state.digest(_helper(layout)),
    )
    return [component]


def _config(layout: Layout) -> Path:
    return layout.config / "local-path.json"


def _helper(layout: Layout) -> Path:
    return layout.config / "helper-pod.json"
