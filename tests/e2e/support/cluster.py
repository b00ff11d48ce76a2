"""What is really in the cluster, asked of the API server itself."""

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devkit.report import Report
from devkit.tools import kubectl

from .wait import PATIENCE, wait_for

END = 300  # seconds
KINDS = "statefulsets,deployments,pods,services,ingresses,configmaps,secrets,persistentvolumeclaims"


class Cluster:
    def __init__(self, kubeconfig: str, log: Path):
        self.command = [str(kubectl(Report(quiet=True), log)), "--kubeconfig", kubeconfig]

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        done = subprocess.run(
            [*self.command, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert done.returncode == 0, f"kubectl {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def items(self, kinds: str, *arguments: str) -> list[dict]:
        return json.loads(self.run("get", kinds, "-o", "json", *arguments))["items"]

    def has_namespace(self, namespace: str) -> bool:
        return bool(self.run("get", "namespace", namespace, "--ignore-not-found"))

    def objects(self, service: dict) -> list[str]:
        """Kind and name of all that carries the service's label, and of the volumes of its claims."""
        namespace, release = service["namespace"], service["release_name"]
        found = self.items(KINDS, "-n", namespace, "-l", f"woow.io/service={release}")
        volumes = [
            volume
            for volume in self.items("persistentvolumes")
            if volume["spec"].get("claimRef", {}).get("namespace") == namespace
            and release in volume["spec"]["claimRef"]["name"]
        ]
        return [f"{item['kind']}/{item['metadata']['name']}" for item in [*found, *volumes]]

    def expect_nothing_left(self, service: dict) -> None:
        """Wait for the last object to go: a volume is removed some seconds after its claim."""
        wait_for(lambda: not self.objects(service), f"{service['name']} left something in the cluster", END)

    def pod(self, service: dict) -> dict:
        """The service's pod, once there is one that is ready and not on its way out."""

        def look() -> dict | None:
            label = f"woow.io/service={service['release_name']}"
            pods = self.items("pods", "-n", service["namespace"], "-l", label)
            return next((pod for pod in pods if _ready(pod)), None)

        return wait_for(look, f"no ready pod of {service['name']}", END)

    def kill_pod(self, service: dict) -> None:
        """End the pod with hardly a goodbye, and wait for the next one."""
        metadata = self.pod(service)["metadata"]
        self.run("delete", "pod", metadata["name"], "-n", service["namespace"], "--grace-period=1", "--wait=false")
        wait_for(
            lambda: self.pod(service)["metadata"]["uid"] != metadata["uid"], f"no new pod after {metadata['name']}", END
        )

    def psql(self, service: dict, sql: str) -> str:
        """Run `sql` inside the service's pod, as its user on its database; the rows, bare."""
        script = 'exec psql -X -q -A -t -v ON_ERROR_STOP=1 -U "$POSTGRES_USER" -d "$POSTGRES_DB"'
        return self.in_pod(service, ["sh", "-c", script], stdin=sql).strip()

    def in_pod(self, service: dict, command: list[str], stdin: str = "") -> str:
        """What `command` writes, run inside the service's pod."""
        name = self.pod(service)["metadata"]["name"]
        return self.run("exec", "-i", "-n", service["namespace"], name, "--", *command, stdin=stdin)

    @contextmanager
    def forwarded(self, service: dict, port: int) -> Iterator[int]:
        """A port of this machine that leads to `port` of the service's pod, inside the block."""
        name = self.pod(service)["metadata"]["name"]
        arguments = ["port-forward", "-n", service["namespace"], name, f":{port}"]
        with subprocess.Popen([*self.command, *arguments], stdout=subprocess.PIPE, text=True) as process:
            try:
                said = process.stdout.readline()
                found = re.search(r":(\d+) ->", said)
                assert found, f"no way to port {port} of {name}: {said}"
                yield int(found[1])
            finally:
                process.terminate()


def _ready(pod: dict) -> bool:
    if pod["metadata"].get("deletionTimestamp"):
        return False
    conditions = pod["status"].get("conditions", [])
    return any(c["type"] == "Ready" and c["status"] == "True" for c in conditions)
