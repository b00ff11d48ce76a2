"""The cluster's side of an instance: its claim on a name, the operator's rights, the operator's kubeconfig."""

import base64
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import cluster as clusters
from . import paths, tools
from .digest import digest_of
from .instance import Instance, fingerprint
from .report import Problem, Report
from .run import output_of, run_logged

OWNER = "woow.io/checkout"
CHART = paths.CHECKOUT / "helm" / "paas-operator"
RELEASE = "paas-operator"
TOKEN_SECONDS = 120
WAY_ON = "Does the cluster run? ./scripts/up --status says it, ./scripts/up --logs kube-apiserver shows more."


@dataclass(frozen=True)
class Place:
    """Where an instance lives in the cluster."""

    namespace: str
    prefix: str


class Kube:
    """kubectl and helm on one cluster, as its administrator."""

    def __init__(self, cluster: clusters.Cluster, instance: Instance, report: Report) -> None:
        self.cluster = cluster
        self.instance = instance
        self.report = report
        log = instance.log("install")
        self.kubectl = tools.kubectl(report, log)
        self.helm = tools.helm(report, log)

    def get(self, *arguments: str) -> dict[str, Any] | None:
        """The object that `kubectl get` finds, or None."""
        text = self._run("get", *arguments, "--ignore-not-found", "-o", "json")
        return json.loads(text) if text.strip() else None

    def _run(self, *arguments: str, stdin: str | None = None) -> str:
        command = [self.kubectl, "--kubeconfig", self.cluster.kubeconfig, *arguments]
        return output_of(command, f"kubectl {arguments[0]}", stdin=stdin, way_on=WAY_ON)

    def claim(self) -> Place:
        """The namespace and prefix of this instance, for this checkout alone.

        The first checkout gets the plain names; another one on the same cluster gets names of its own.
        """
        plain = Place(self.instance.namespace, self.instance.prefix)
        digest = paths.checkout_digest()[:6]
        # Neither prefix begins with the other: what is removed by prefix is nobody else's.
        own = Place(f"{plain.namespace}-{digest}", f"{plain.prefix.removesuffix('-')}{digest}-")
        return plain if self._claims(plain.namespace) else self._second(own)

    def _second(self, place: Place) -> Place:
        if not self._claims(place.namespace):
            raise Problem(f"The namespace {place.namespace} in the cluster belongs to somebody else.", "Remove it.")
        return place

    def _claims(self, namespace: str) -> bool:
        found = self.get("namespace", namespace)
        if found is None:
            metadata = {"name": namespace, "annotations": {OWNER: str(paths.CHECKOUT)}}
            body = {"apiVersion": "v1", "kind": "Namespace", "metadata": metadata}
            self._run("create", "-f", "-", stdin=json.dumps(body))
            return True
        owner = found["metadata"].get("annotations", {}).get(OWNER)
        if owner and self.cluster.kind != "kubernetes" and not Path(owner).exists():
            self._run("annotate", "--overwrite", "namespace", namespace, f"{OWNER}={paths.CHECKOUT}")
            return True
        return owner == str(paths.CHECKOUT)

    def has_image(self, name: str) -> bool:
        """Whether the cluster's container runtime holds an image."""
        return clusters.has_image(self.cluster, name)

    def import_image(self, archive: Path) -> None:
        """Put an image archive into the cluster's container runtime."""
        clusters.import_image(self.cluster, archive)

    def forget(self, place: Place) -> None:
        """Remove what an earlier database of this instance left in the cluster."""
        with self.report.step("Removing what an earlier database left in the cluster", announce=False):
            labels = "app.kubernetes.io/managed-by=woow-paas"
            self._run("delete", "secrets,leases", "-n", place.namespace, "-l", labels)
            clusters.prune(self.cluster, place.prefix)

    def install_operator_rights(self, place: Place) -> Path:
        """Install the operator's chart without its Deployment; returns a kubeconfig of its ServiceAccount."""
        target = self.instance.keys / "operator.kubeconfig"
        state = fingerprint(digest_of([CHART]), place, Path(self.cluster.kubeconfig).read_text())
        if self.instance.stamp("operator-rights") == state and target.exists():
            return target
        with self.report.step("The operator's rights in the cluster"):
            self._helm_upgrade(place)
            paths.write_private(target, json.dumps(self._operator_kubeconfig(place)))
        self.instance.set_stamp("operator-rights", state)
        return target

    def _helm_upgrade(self, place: Place) -> None:
        values = {
            "deployment": {"enabled": False},
            "serviceAccount": {"longLivedToken": True},
            "prefix": place.prefix,
        }
        command = [self.helm, "--kubeconfig", self.cluster.kubeconfig, "upgrade", "--install", RELEASE, CHART]
        run_logged(
            [*command, "-n", place.namespace, "-f", "-"],
            self.instance.log("install"),
            "helm upgrade of the operator's chart",
            stdin=json.dumps(values),
        )

    def _operator_kubeconfig(self, place: Place) -> dict[str, Any]:
        token = self._token(place.namespace)
        admin = json.loads(self._run("config", "view", "--raw", "--minify", "--flatten", "-o", "json"))
        return {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "woow", "cluster": admin["clusters"][0]["cluster"]}],
            "users": [{"name": RELEASE, "user": {"token": token}}],
            "contexts": [{"name": "woow", "context": {"cluster": "woow", "user": RELEASE}}],
            "current-context": "woow",
        }

    def _token(self, namespace: str) -> str:
        """The ServiceAccount's long-lived token, which the controller manager fills in a moment later."""
        deadline = time.monotonic() + TOKEN_SECONDS
        while time.monotonic() < deadline:
            for secret in self.get("secrets", "-n", namespace)["items"]:
                account = secret["metadata"].get("annotations", {}).get("kubernetes.io/service-account.name")
                if account == RELEASE and "token" in secret.get("data", {}):
                    return base64.b64decode(secret["data"]["token"]).decode()
            time.sleep(0.2)
        raise Problem(
            f"The cluster gave the operator no token within {TOKEN_SECONDS} s.",
            "Is its controller manager running? See ./scripts/up --logs kube-controller-manager.",
        )
