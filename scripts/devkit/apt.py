"""Debian packages: installed on the machine when we may, or only unpacked into a folder of ours."""

import os
import shutil
from pathlib import Path

from .report import Problem
from .run import run_logged


def install(packages: list[str], log: Path) -> None:
    """Install Debian packages on this machine.

    Raises Problem with the command to type when this user may not.
    """
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    way_on = f"Install it by hand, for example: sudo {' '.join(command)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Problem(f"Missing on this machine: {' '.join(packages)}.", way_on)
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run_logged(["apt-get", "update"], log, "apt-get update", env=env, way_on=way_on)
    run_logged(command, log, "apt-get install", env=env, way_on=way_on)


class PrivateSuite:
    """Another Debian suite than the machine's, seen through an apt configuration of its own.

    The mirror and the keyring are those the machine's own sources name; nothing of the machine changes.
    """

    def __init__(self, suite: str, folder: Path, log: Path) -> None:
        self.suite = suite
        self.folder = folder
        self.log = log

    def unpack(self, packages: list[str], target: Path) -> None:
        """Download `packages` (no dependencies) and unpack them all into `target`."""
        archives = self.folder / "archives"
        archives.mkdir(parents=True, exist_ok=True)
        (self.folder / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (self.folder / "suite.list").write_text(self._source_line() + "\n")
        self._apt("update")
        self._apt("download", *packages, cwd=archives)
        for archive in sorted(archives.glob("*.deb")):
            run_logged(["dpkg-deb", "-x", archive, target], self.log, f"unpacking {archive.name}")
        shutil.rmtree(self.folder)

    def _apt(self, *arguments: str, cwd: Path | None = None) -> None:
        options = {
            "Dir::Etc::sourcelist": self.folder / "suite.list",
            "Dir::Etc::sourceparts": "-",
            "Dir::State::lists": self.folder / "lists",
            "Dir::Cache": self.folder,
            "APT::Sandbox::User": "root",
            # A mirror that lags behind is good enough; signatures are checked all the same.
            "Acquire::Check-Valid-Until": "false",
        }
        flags = [part for name, value in options.items() for part in ("-o", f"{name}={value}")]
        run_logged(["apt-get", *flags, *arguments], self.log, f"apt-get {arguments[0]} ({self.suite})", cwd=cwd)

    def _source_line(self) -> str:
        for entry in configured_sources():
            if entry["uri"].rstrip("/").endswith("/debian"):
                signed = f"[signed-by={entry['signed_by']}] " if entry["signed_by"] else ""
                return f"deb {signed}{entry['uri']} {self.suite} main"
        raise Problem(
            "No Debian package source is configured on this machine.",
            "Set ODOO_SOURCE to a folder with Odoo's source.",
        )


def configured_sources(folder: Path = Path("/etc/apt")) -> list[dict[str, str]]:
    """What apt is configured to read: `uri` and `signed_by` of each source, in apt's order."""
    found: list[dict[str, str]] = []
    lists = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*.list"))]
    for path in filter(Path.exists, lists):
        found += filter(None, map(_one_line_source, path.read_text().splitlines()))
    for path in sorted((folder / "sources.list.d").glob("*.sources")):
        for stanza in path.read_text().split("\n\n"):
            found += _stanza_sources(stanza)
    return found


def _one_line_source(line: str) -> dict[str, str] | None:
    kind, _, rest = line.strip().partition(" ")
    if kind != "deb":
        return None
    options, rest = "", rest.strip()
    if rest.startswith("["):
        options, _, rest = rest[1:].partition("]")
    given = dict(option.split("=", 1) for option in options.split() if "=" in option)
    return {"uri": rest.split()[0], "signed_by": given.get("signed-by", "")}


def _stanza_sources(stanza: str) -> list[dict[str, str]]:
    fields = {}
    for line in stanza.splitlines():
        name, colon, value = line.partition(":")
        if colon and not line.startswith(("#", " ")):
            fields[name.strip().lower()] = value.strip()
    if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes") == "no":
        return []
    return [{"uri": uri, "signed_by": fields.get("signed-by", "")} for uri in fields.get("uris", "").split()]
