"""The cluster's programs: found, or built once from pinned Go modules (go.sum checks every module)."""

import hashlib
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from . import golang
from .paths import MODULES, Layout
from .process import run

KUBERNETES_VERSION = "v1.34.4"


@dataclass(frozen=True)
class Module:
    """A folder below scripts/cluster/modules and the programs that it gives (name -> Go package)."""

    name: str
    programs: dict[str, str]
    ldflags: str = "-s -w"

    @property
    def folder(self) -> Path:
        return MODULES / self.name


_COMMANDS = ("kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy")
_KUBERNETES = Module(
    "kubernetes",
    {
        **{name: f"k8s.io/kubernetes/cmd/{name}" for name in _COMMANDS},
        "etcd": "go.etcd.io/etcd/server/v3",
    },
    f"-s -w -X k8s.io/component-base/version.gitVersion={KUBERNETES_VERSION}",
)
_BOTH = (
    _KUBERNETES,
    Module("local-path", {"local-path-provisioner": "github.com/rancher/local-path-provisioner"}),
    Module("traefik", {"traefik": "github.com/traefik/traefik/v3/cmd/traefik"}),
)
EMBEDDED = (
    *_BOTH,
    Module("coredns", {"coredns": "."}),
    Module("pause", {"pause": "."}),
    Module("metrics-server", {"metrics-server": "sigs.k8s.io/metrics-server/cmd/metrics-server"}),
)
SIMULATED = (*_BOTH, Module("kwok", {"kwok": "sigs.k8s.io/kwok/cmd/kwok"}))
FOR_TESTS = (Module("registry", {"registry": "."}),)
INSTALLED_VERSIONS = {
    **dict.fromkeys(_COMMANDS, "v1.34."),
    "etcd": "etcd Version: 3.6.",
}


def digest(module: Module) -> str:
    """What a module's programs are made from: its files and the build's flags."""
    content = hashlib.sha256(repr((module.programs, module.ldflags)).encode())
    for file in sorted(module.folder.iterdir()):
        if file.suffix in {".go", ".mod", ".sum"}:
            content.update(f"{file.name}\n{file.stat().st_size}\n".encode())
            content.update(file.read_bytes())
    return content.hexdigest()


def _stamp(layout: Layout, module: Module) -> Path:
    return layout.bin / f".{module.name}.stamp"


def built(layout: Layout, module: Module) -> bool:
    """Whether the cache holds the module's programs, made from what the checkout holds now."""
    stamp = _stamp(layout, module)
    return (
        stamp.is_file()
        and stamp.read_text() == digest(module)
        and all((layout.bin / program).is_file() for program in module.programs)
    )


def installed(program: str) -> Path | None:
    """A program of the right version from KUBEBUILDER_ASSETS or PATH."""
    expected = INSTALLED_VERSIONS.get(program)
    found = expected and shutil.which(program, path=os.environ.get("KUBEBUILDER_ASSETS") or os.environ["PATH"])
    if not found:
        return None
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    return Path(found) if expected in version.stdout else None


def ensure(layout: Layout, modules: tuple[Module, ...], report: Callable[[str], None]) -> dict[str, Path]:
    """Build what is missing; the path of every program."""
    found: dict[str, Path] = {}
    for module in modules:
        programs = {name: path for name in module.programs if (path := installed(name))}
        if len(programs) < len(module.programs) and not built(layout, module):
            _build(layout, module, report)
        found |= {name: programs.get(name, layout.bin / name) for name in module.programs}
    return found


def _build(layout: Layout, module: Module, report: Callable[[str], None]) -> None:
    go = golang.ensure(report)
    inherited = {name: value for name, value in os.environ.items() if name != "GOROOT"}
    environment = {**inherited, "CGO_ENABLED": "0", "GOFLAGS": "-mod=readonly", "GOTOOLCHAIN": "auto"}
    hint = "See docs/cluster.md, “What it needs”."
    for program, package in module.programs.items():
        report(f"Building {program}")
        begin = time.monotonic()
        draft = layout.bin / f".{program}.new"
        argv = [str(go), "build", "-trimpath", "-ldflags", module.ldflags, "-o", str(draft), package]
        run(argv, f"{program} could not be built", hint, cwd=module.folder, env=environment)
        draft.replace(layout.bin / program)
        report(f"Built {program} in {time.monotonic() - begin:.0f} s")
    _stamp(layout, module).write_text(digest(module))
