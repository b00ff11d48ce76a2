"""A private apt beside the machine's own: other suites, nothing installed, no trace on the host.

Where packages come from and which keyring vouches for them is taken from the machine's own configuration. A
mirror that lags behind is good enough: signatures are checked, the date until which a list is valid is not.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from ..apt import configured_sources
from ..report import Problem
from ..run import output_of

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
WAY_ON = "Give the machine a Debian package source, or a network in which the real images can be pulled."
CONFIG = """\
Dir::Etc "{root}";
Dir::Etc::sourcelist "{root}/sources.list";
Dir::Etc::sourceparts "-";
Dir::Etc::preferencesparts "-";
Dir::State "{root}";
Dir::State::lists "{root}/lists";
Dir::State::status "{root}/status";
Dir::Cache "{root}/cache";
APT::Install-Recommends "false";
APT::Sandbox::User "";
APT::Default-Release "{release}";
Acquire::Languages "none";
Acquire::Check-Valid-Until "false";
Acquire::Retries "3";
Acquire::http::Timeout "20";
"""
PRETENDED = """\
Package: {name}
Status: install ok installed
Maintainer: nobody
Architecture: {arch}
Multi-Arch: allowed
Version: 99:0
Description: left out

"""


@dataclass(frozen=True)
class Package:
    name: str
    version: str


class Apt:
    """`root` is a folder of its own that is kept between calls.

    Packages come from the first of `suites`; from another one only where its name is given (`odoo-19/sid`).
    """

    def __init__(self, root: Path, suites: list[str]):
        self.root = root
        self.suites = suites
        command = ["dpkg", "--print-architecture"]
        self.arch = output_of(command, "Asking for the architecture", way_on=WAY_ON).strip()

    def update(self) -> None:
        """Configure and fetch the suites' lists of packages."""
        for folder in ("lists/partial", "cache/archives/partial"):
            (self.root / folder).mkdir(parents=True, exist_ok=True)
        (self.root / "apt.conf").write_text(CONFIG.format(root=self.root, release=self.suites[0]))
        lines = [f"deb {_origin()} {suite} main\n" for suite in self.suites]
        (self.root / "sources.list").write_text("".join(lines))
        self._pretend([])
        self._run(["apt-get", "update", "-qq"])

    def closure(self, packages: list[str], left_out: list[str]) -> list[Package]:
        """All that `packages` need to run, less what is left out and what only that needs."""
        self._pretend(left_out)
        plan = self._run(["apt-get", "install", "--simulate", "--", *packages])
        return [Package(*found) for found in re.findall(r"^Inst (\S+) \((\S+)", plan, re.MULTILINE)]

    def download(self, packages: list[Package], folder: Path) -> list[Path]:
        """Fetch the archives into `folder`, checked by apt against the signed list."""
        folder.mkdir(parents=True, exist_ok=True)
        self._run(["apt-get", "download", "-qq", "--", *(f"{p.name}={p.version}" for p in packages)], folder)
        return sorted(folder.glob("*.deb"))

    def _pretend(self, names: list[str]) -> None:
        stanzas = "".join(PRETENDED.format(name=name, arch=self.arch) for name in names)
        (self.root / "status").write_text(stanzas)

    def _run(self, command: list[str], cwd: Path | None = None) -> str:
        env = {**os.environ, "APT_CONFIG": str(self.root / "apt.conf"), "LC_ALL": "C"}
        what = f"{' '.join(command[:2])} for an image"
        return output_of(command, what, env=env, cwd=cwd, way_on=WAY_ON, timeout=600)


def _origin() -> str:
    """The machine's own source of Debian packages, and the keyring that vouches for it."""
    for source in configured_sources():
        keyring = source["signed_by"] or str(KEYRING)
        if source["uri"].rstrip("/").endswith("/debian") and Path(keyring).exists():
            return f"[signed-by={keyring}] {source['uri']}"
    raise Problem("This machine has no source of Debian packages, of which images are put together.", WAY_ON)
