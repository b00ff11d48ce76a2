"""Whether Odoo, the operator and the cluster say the same of a service."""

from pathlib import Path

from devkit.lively_folder import files_holding
from support.api import Api
from support.cluster import Cluster
from support.site import Site
from support.wait import wait_for

PHASES = {"running": "ready", "stopped": "stopped"}


class Truth:
    def __init__(self, site: Site, owner: Api, cluster: Cluster, folder: Path) -> None:
        """`folder` is where the operator may write."""
        self.folder = folder
        self.site = site
        self.owner = owner
        self.cluster = cluster
        self.remembered: dict[int, tuple] = {}

    def settled(self, service: dict, state: str, seconds: float = 300) -> dict:
        """Wait until the newest wish ended in `state`, and compare all three."""
        service = self.owner.settled(service, state, seconds)
        wait_for(lambda: self._operator_says(service, PHASES[state]), "the operator says otherwise", seconds)
        self._one_release(service, service["generation"])
        self._same_as_ever(service)
        return service

    def _operator_says(self, service: dict, phase: str) -> bool:
        """Whether the newest wish ended so; a pod whose probe is late on a busy machine is not ready for a moment."""
        told = self.site.operator_get(f"/api/releases/{service['namespace']}/{service['release_name']}")
        generation = service["generation"]
        return (told["phase"], told["generation"], told["observed_generation"]) == (phase, generation, generation)

    def _one_release(self, service: dict, generation: int) -> None:
        """Helm's newest revision is the one that runs, and carries the newest wish."""
        selector = f"owner=helm,name={service['release_name']}"
        labels = [
            s["metadata"]["labels"] for s in self.cluster.items("secrets", "-n", service["namespace"], "-l", selector)
        ]
        newest = max(labels, key=lambda label: int(label["version"]))
        assert newest["status"] == "deployed"
        assert newest["woow.io/generation"].split("-")[0] == str(generation)
        assert [label["status"] for label in labels].count("deployed") == 1

    def _same_as_ever(self, service: dict) -> None:
        """The password and the volumes are those of the first time."""
        selector = f"woow.io/service={service['release_name']}"
        claims = self.cluster.items("persistentvolumeclaims", "-n", service["namespace"], "-l", selector)
        secrets = [key for key, value in service["values"].items() if isinstance(value, dict) or value is None]
        seen = (
            tuple(sorted(claim["metadata"]["uid"] for claim in claims)),
            tuple(self.owner.reveal(service, key) for key in secrets if self._is_held(service, key)),
        )
        assert self.remembered.setdefault(service["id"], seen) == seen, "a secret or a volume is another one"
        assert not files_holding(self.folder, seen[1]), "a secret lies in a file"

    def _is_held(self, service: dict, key: str) -> bool:
        value = service["values"][key]
        return bool(isinstance(value, dict) and value.get("has_value"))

    def gone(self, service: dict) -> None:
        """Nothing of it is left, in the cluster and at the operator."""
        self.owner.gone(service)
        self.cluster.expect_nothing_left(service)
        wait_for(lambda: service["release_name"] not in self._intents(), "its intent or Lease is left")

    def _intents(self) -> str:
        found = self.cluster.items("secrets,leases", "--all-namespaces", "-l", "app.kubernetes.io/managed-by=woow-paas")
        return " ".join(item["metadata"]["name"] for item in found)
