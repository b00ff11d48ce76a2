"""Plays Odoo over against an operator, and compares what it wished with what is in the cluster."""

import os
import random
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
from devkit.lively_folder import files_holding, folders_below

from tests.cluster.site import GENEROUS, Json, Operator, Site, until
from tests.conftest import intent_body

SERVICE = "woow.io/service"


class Release:
    """One release, wished for through `operator`; every wish has the next generation."""

    def __init__(self, site: Site, operator: Operator, number: int, reference: str = "app") -> None:
        self.site = site
        self.operator = operator
        self.namespace = f"{site.prefix}{number}"
        self.name = f"{self.namespace}-{reference}"
        self.path = f"/api/releases/{self.namespace}/{self.name}"
        self.generation = 0
        self.text = ""
        self.values: Json = {}
        self.remembered: tuple[str, str] | None = None
        self.told: set[str] = set()

    def apply(self, text: str, action: str = "upgrade", **changes: Any) -> None:
        """Wish for a page with `text`; what else is given becomes part of the intent."""
        self.text = text
        values = {"text": text, "persistence": {"enabled": True}, **changes.pop("values", {})}
        body = intent_body(self.generation + 1, action=action if self.generation else "install", values=values)
        self._say("PUT", self.path, {**body, **changes})

    def stop(self) -> None:
        self._say("POST", f"{self.path}/stop", {"generation": self.generation + 1})

    def start(self) -> None:
        self._say("POST", f"{self.path}/start", {"generation": self.generation + 1})

    def delete(self) -> None:
        self._say("DELETE", f"{self.path}?generation={self.generation + 1}")

    def _say(self, method: str, path: str, body: Json | None = None) -> None:
        """As Odoo does it: until the operator has answered, and the same once more is the same."""

        def answered() -> bool:
            try:
                answer = self.operator.call(method, path, body)
            except httpx.TransportError:
                return False
            assert answer.status_code in (202, 503), answer.text
            return answer.status_code == 202

        until(answered, GENEROUS, f"{method} {path} is taken over")
        self.generation += 1

    def stage(self) -> str:
        """Where the work is, as far as the operator can be asked."""
        with suppress(httpx.TransportError):
            status = self.operator.status(self.namespace, self.name)
            return "over" if status.get("observed_generation") == self.generation else status.get("stage", "queued")
        return "away"

    def end(self) -> Json:
        """The status once the newest wish came to an end."""
        return self.operator.wait(self.namespace, self.name, self.generation)

    def settle(self, phase: str) -> Json:
        """Wait for the end, which has to be `phase`, and compare with the cluster."""
        if phase == "deleted":
            until(self._is_gone, GENEROUS, f"{self.name} is deleted")
            self.check_gone()
            return {}
        status = self.end()
        assert status["phase"] == phase, status
        self.check(phase)
        return status

    def _is_gone(self) -> bool:
        """Told as deleted, or not known any more to an operator that began after the end."""
        answer = self.operator.call("GET", self.path)
        if answer.status_code == httpx.codes.NOT_FOUND:
            return True
        status = answer.json()
        return status.get("observed_generation") == self.generation and status["phase"] == "deleted"

    def check(self, phase: str) -> None:
        """One release, in the state that was wished for, with the secrets and the volume it always had."""
        admin, labelled = self.site.admin, ("-n", self.namespace, "-l", f"{SERVICE}={self.name}")
        history = admin.get("secrets", "-n", self.namespace, "-l", f"owner=helm,name={self.name}")
        by_number = sorted((item["metadata"]["labels"] for item in history), key=lambda label: int(label["version"]))
        assert [label["status"] for label in by_number].count("deployed") == 1, by_number
        assert by_number[-1]["status"] == "deployed"
        [deployment] = admin.get("deployments", *labelled)
        container = deployment["spec"]["template"]["spec"]["containers"][0]
        assert container["env"][0]["value"] == self.text
        running = 1 if phase == "ready" else 0
        assert deployment["spec"]["replicas"] == running
        pods = [pod for pod in admin.get("pods", *labelled) if "deletionTimestamp" not in pod["metadata"]]
        assert len(pods) == running
        [claim] = admin.get("pvc", *labelled)
        seen = self._token(), claim["metadata"]["uid"]
        assert seen == (self.remembered or seen), "a secret or a volume is another one"
        self.remembered = seen
        self.told.add(seen[0])
        until(lambda: not self._leases(), GENEROUS, f"the Lease of {self.name} is let go")
        self.check_machine()

    def _token(self) -> str:
        return self.operator.call("GET", f"{self.path}/secrets/token").json()["value"]

    def _leases(self) -> list[str]:
        leases = self.site.admin.get("leases", "-n", self.site.home)
        return [item["metadata"]["name"] for item in leases if self.name in item["metadata"]["name"]]

    def check_gone(self) -> None:
        """Nothing is left: namespace, volume, intent, Lease, process, temporary file, secret on disk."""

        def left() -> list[str]:
            admin = self.site.admin
            found = [n["metadata"]["name"] for n in admin.get("namespaces")]
            volumes = [v["spec"]["claimRef"]["namespace"] for v in admin.get("pv") if v["spec"].get("claimRef")]
            kept = [i["metadata"]["name"] for i in admin.get("secrets,leases", "-n", self.site.home)]
            return [
                *(n for n in [*found, *volumes] if n == self.namespace),
                *(n for n in kept if n.endswith(f".{self.namespace}") or self.name in n),
            ]

        until(lambda: not left(), GENEROUS, f"all of {self.name} is gone")
        self.remembered = None
        self.check_machine()

    def check_machine(self) -> None:
        """No Helm is left running for it, no folder of a run, and no secret in any file."""
        until(lambda: not list(processes_of(self.name)), GENEROUS, f"no process of {self.name} is left")
        until(self._is_tidy, GENEROUS, f"no folder of a run is left in {self.site.folder}")
        assert not files_holding(self.site.folder, self.told), "a secret lies in a file"

    def _is_tidy(self) -> bool:
        """A folder of a run is there only while Helm runs, for another release of the site perhaps."""
        runs = [path for path in folders_below(self.site.folder) if path.name.startswith("run-")]
        return not runs or any(processes_of(self.site.prefix))


def processes_of(name: str) -> Iterator[int]:
    """The processes with `name` in their command line, but for our own."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(folder.name) != os.getpid() and name.encode() in (folder / "cmdline").read_bytes():
                yield int(folder.name)


def kill_at_random(release: Release, span: float, rng: random.Random) -> str:
    """Kill -9 the operator within `span` seconds, start a new one; says in which stage that was."""
    with suppress(subprocess.TimeoutExpired):
        release.operator.process.wait(rng.uniform(0, span))
    stage = release.stage()
    release.operator.kill()
    release.operator.start()
    return stage
