"""The operator, run on this machine under its own ServiceAccount."""

import os
import time
from pathlib import Path

from . import kube, odoo, paths, venvs
from .digest import digest_of
from .instance import Instance, Settings, fingerprint
from .paths import private_folder
from .process import Process
from .report import Problem, Report

SOURCE = paths.CHECKOUT / "extra" / "paas-operator"
CHARTS = paths.CHECKOUT / "helm" / "apps"
START_SECONDS = 180
KINDS = {"embedded": "embedded", "simulated": "simulated"}


class Operator:
    """The operator of one instance."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.process = Process("operator", instance.run, instance.log("operator"))

    def environment(self, settings: Settings, kubes: kube.Kube, place: kube.Place, image_map: Path | None) -> dict:
        """The `PAAS_*` settings."""
        cluster = kubes.cluster
        odoo_host = odoo.reachable_host(settings.host)
        given = {
            "API_KEY_FILE": self.instance.key_file("operator-api-key"),
            "EVENTS_URL": f"http://{odoo_host}:{settings.port}/api/operator/events",
            "EVENTS_KEY_FILE": self.instance.key_file("operator-events-key"),
            "KUBECONFIG": kubes.install_operator_rights(place),
            "NAMESPACE": place.namespace,
            "PREFIX": place.prefix,
            "HELM": kubes.helm,
            "BUILTIN_CHARTS": CHARTS,
            "IMAGE_MAP": image_map or "",
            "CLUSTER_KIND": KINDS.get(cluster.kind, "kubernetes"),
            "ENFORCES_NETWORK_POLICY": str(bool(cluster.enforces_network_policy)).lower(),
            "INGRESS_URL": cluster.ingress_url or "",
            "INGRESS_CLASS": cluster.ingress_class or "",
            "HOST": "127.0.0.1",
            "PORT": settings.operator_port,
            "CACHE_DIR": private_folder(self.instance.state / "operator"),
        }
        return {f"PAAS_{name}": str(value) for name, value in given.items() if value != ""}

    def ensure(self, environment: dict[str, str], restart: bool, report: Report) -> None:
        """Start the operator, or restart it when its settings changed (its code, too, if `restart`)."""
        listed = [SOURCE / "requirements.txt"]
        if self.instance.name == "test":
            listed.append(paths.REQUIREMENTS / "coverage.txt")
        venv = venvs.ensure("operator", listed, report, self.instance.log("install"))
        code = digest_of([SOURCE / "paas_operator", *listed])
        state = fingerprint(venv, sorted(environment.items()))
        noted_state, _, noted_code = self.instance.stamp("operator").partition(" ")
        if noted_state != state or (restart and noted_code != code):
            self.process.stop()
        with report.step("Starting the operator", announce=False):
            self.process.start(self._command(venv), env={**_inherited(), **environment}, cwd=SOURCE)
            self._wait(environment["PAAS_PORT"])
        self.instance.set_stamp("operator", f"{state} {code}")

    def _command(self, venv: Path) -> list:
        return [venv / "bin" / "python", "-m", "paas_operator"]

    def _wait(self, port: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not odoo.answers(f"http://127.0.0.1:{port}/readyz"):
            self.process.require_alive("The operator")
            if time.monotonic() > deadline:
                raise Problem(
                    f"The operator is not ready after {START_SECONDS} s.",
                    f"Its log is {self.process.log}.",
                )
            time.sleep(0.2)


def _inherited() -> dict[str, str]:
    """The machine's environment without what would lead the operator to another cluster or set-up."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PAAS_", "HELM_", "KUBECONFIG"))}
