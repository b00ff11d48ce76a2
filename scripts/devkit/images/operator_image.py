"""The operator's image where no image registry can be reached: what its Dockerfile makes, put together here.

Python comes from Debian's packages, the pinned requirements from the package index, Helm is the pinned one; user,
environment and entry point are read from the Dockerfile itself, so that the two can't say different things. The base
is made once for a set of requirements, the operator's own layer with every change of its code.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import pythons, tools
from ..digest import digest_of
from ..paths import CHECKOUT, cache_folder
from ..report import Problem, Report
from ..run import output_of, run_logged
from . import Cluster
from .apt import Apt
from .archive import Layer, write_image, write_layer
from .build import EVERYWHERE, compile_python, prune, unpack

SOURCE = CHECKOUT / "extra" / "paas-operator"
CHARTS = CHECKOUT / "helm" / "apps"
NAME = "woow.local/paas-operator"
SUITE, PYTHON = "trixie", "3.13"
PACKAGES = ["base-files", "ca-certificates", "netbase", f"python{PYTHON}", "tzdata", "util-linux"]
# Wanted by the packages' maintainer scripts, which never run here, or by programs that nobody starts.
LEFT_OUT = [
    "adduser", "awk", "debconf", "debianutils", "gawk", "libdb5.3t64", "libpam-modules", "libpam-modules-bin",
    "libpam-runtime", "login", "login.defs", "mawk", "openssl", "openssl-provider-legacy", "passwd", "perl",
    "perl-base", "sysvinit-utils",
]  # fmt: skip
PRUNED = [f"usr/lib/python{PYTHON}/{name}" for name in ("ensurepip", "idlelib", "lib2to3", "pydoc_data", "turtledemo")]
LIBRARIES = f"usr/local/lib/python{PYTHON}/dist-packages"
PLATFORMS = {"amd64": "x86_64", "arm64": "aarch64"}
WAY_ON = "Is the Python package index reachable?"


def ensure(cluster: Cluster, report: Report, log: Path) -> str:
    """Make the operator's image of this checkout available to `cluster`; answers its name."""
    cache = cache_folder() / "images"
    cache.mkdir(parents=True, exist_ok=True)
    facts = Dockerfile((SOURCE / "Dockerfile").read_text())
    helm = tools.helm(report, log)
    facts.require_helm(helm)
    base = _base_digest(facts)
    image = f"{NAME}:{digest_of([SOURCE / 'paas_operator', CHARTS], extra=base)}"
    if not cluster.has_image(image):
        with report.step("Putting together the operator's image"):
            _make(cluster, image, facts, _base(cache, base, helm, log), cache)
    return image


class Dockerfile:
    """What the Dockerfile says of its last stage, and of Helm."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stage = text.rpartition("\nFROM ")[2]
        self.user = self._one(r"^USER (\S+)$")
        self.workdir = self._one(r"^WORKDIR (\S+)$")
        self.entrypoint = json.loads(self._one(r"^ENTRYPOINT (.+)$"))
        self.environment = self._one(r"^ENV (.+)$").split()

    def _one(self, pattern: str) -> str:
        return re.findall(pattern, self.stage, re.MULTILINE)[-1]

    def require_helm(self, helm: Path) -> None:
        """Raise Problem unless it is the very binary that the Dockerfile pins."""
        pinned = re.search(r"^ARG HELM_SHA256=(\w+)$", self.text, re.MULTILINE)[1]
        with helm.open("rb") as content:
            if hashlib.file_digest(content, "sha256").hexdigest() != pinned:
                raise Problem(f"{helm} is not the Helm that the Dockerfile pins.", "Take it from PATH.")


def _base_digest(facts: Dockerfile) -> str:
    return digest_of([SOURCE / "requirements.txt", Path(__file__)], extra=facts.text)


@dataclass(frozen=True)
class Base:
    """The layer below the operator's own, and the tree that it was made of."""

    layer: Layer
    rootfs: Path


def _base(cache: Path, digest: str, helm: Path, log: Path) -> Base:
    """From the cache, or made now; only the newest is kept."""
    folder = cache / f"operator-base-{digest}"
    record, path, rootfs = folder / "layer.json", folder / "layer.tar", folder / "rootfs"
    if not record.exists():
        for old in cache.glob("operator-base-*"):
            shutil.rmtree(old)
        folder.mkdir()
        with tempfile.TemporaryDirectory(dir=cache) as work:
            arch = _fill(rootfs, Path(work), cache, helm, log)
        made = write_layer(rootfs, path, arch)
        record.write_text(json.dumps({"diff_id": made.diff_id, "arch": made.arch}))
    known = json.loads(record.read_text())
    return Base(Layer(path, known["diff_id"], known["arch"]), rootfs)


def _fill(rootfs: Path, work: Path, cache: Path, helm: Path, log: Path) -> str:
    apt = Apt(cache / f"apt-{SUITE}", [SUITE])
    apt.update()
    unpack(apt.download(apt.closure(PACKAGES, LEFT_OUT), work / "debs"), rootfs)
    prune(rootfs, [*EVERYWHERE, *PRUNED])
    _install_requirements(rootfs, PLATFORMS.get(apt.arch, apt.arch), log)
    _trust_authorities(rootfs)
    programs = rootfs / "usr/local/bin"
    programs.mkdir(parents=True, exist_ok=True)
    (programs / "python").symlink_to(f"/usr/bin/python{PYTHON}")
    (rootfs / "usr/bin/python3").symlink_to(f"python{PYTHON}")
    shutil.copy2(helm, programs / "helm")
    compile_python(rootfs, rootfs, [f"usr/lib/python{PYTHON}", LIBRARIES])
    (rootfs / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/false\noperator:x:10001:10001::/:/bin/false\n")
    (rootfs / "etc/group").write_text("root:x:0:\noperator:x:10001:\n")
    (rootfs / "etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nhosts: files dns\n")
    return apt.arch


def _install_requirements(rootfs: Path, machine: str, log: Path) -> None:
    target = rootfs / LIBRARIES
    platforms = [f"--platform={tag}_{machine}" for tag in ("manylinux_2_28", "manylinux_2_17", "manylinux2014")]
    options = [f"--python-version={PYTHON}", "--implementation=cp", "--only-binary=:all:", "--no-compile", *platforms]
    listed = ["--disable-pip-version-check", f"--target={target}", "-r", SOURCE / "requirements.txt"]
    command = [pythons.for_pinned_packages(), "-m", "pip", "install", *options, *listed]
    run_logged(command, log, "pip install for the operator's image", way_on=WAY_ON)


def _trust_authorities(rootfs: Path) -> None:
    """What `update-ca-certificates` would do."""
    found = sorted((rootfs / "usr/share/ca-certificates").rglob("*.crt"))
    (rootfs / "etc/ssl/certs").mkdir(parents=True, exist_ok=True)
    (rootfs / "etc/ssl/certs/ca-certificates.crt").write_text("".join(path.read_text() for path in found))
    openssl = rootfs / "usr/lib/ssl"
    openssl.mkdir(parents=True, exist_ok=True)
    for name, place in (("certs", "/etc/ssl/certs"), ("cert.pem", "/etc/ssl/certs/ca-certificates.crt")):
        link = openssl / name
        if not link.is_symlink():
            link.symlink_to(place)


def _make(cluster: Cluster, image: str, facts: Dockerfile, base: Base, cache: Path) -> None:
    ignored = shutil.ignore_patterns("__pycache__")
    with tempfile.TemporaryDirectory(dir=cache) as work:
        rootfs = Path(work) / "rootfs"
        shutil.copytree(SOURCE / "paas_operator", rootfs / "app/paas_operator", ignore=ignored)
        shutil.copytree(CHARTS, rootfs / "charts")
        output_of(["chmod", "-R", "u=rwX,go=rX", rootfs], "chmod")
        compile_python(base.rootfs, rootfs, ["app"])
        own = write_layer(rootfs, Path(work) / "own.layer", base.layer.arch)
        config = {
            "User": facts.user,
            "WorkingDir": facts.workdir,
            "Entrypoint": facts.entrypoint,
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", *facts.environment],
        }
        archive = Path(work) / "image.tar"
        write_image([base.layer, own], archive, image, config)
        cluster.import_image(archive)
