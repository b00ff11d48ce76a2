"""Virtual environments in the cache, one per set of pinned requirements and Python."""

import os
import shutil
from pathlib import Path

from . import locks, pythons
from .digest import digest_of
from .paths import REQUIREMENTS, cache_folder
from .report import Report
from .run import output_of, run_logged


def ensure(name: str, requirements: list[Path], report: Report, log: Path) -> Path:
    """The folder of the virtual environment `name` with all of `requirements`; built when they changed."""
    folder = folder_of(name, requirements)
    with locks.held(locks.in_cache(folder.name)):
        if (folder / "complete").exists():
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with report.step(f"Python packages for {name}"):
            _build(pythons.for_pinned_packages(), folder, requirements, log)
        (folder / "complete").touch()
    return folder


def folder_of(name: str, requirements: list[Path]) -> Path:
    """Where that virtual environment is, or would be."""
    python = pythons.for_pinned_packages()
    version = output_of([python, "-c", "import sys; print(sys.version)"], "python")
    return cache_folder() / "venv" / f"{name}-{digest_of(requirements, extra=python + version)}"


def _build(python: str, folder: Path, requirements: list[Path], log: Path) -> None:
    run_logged(
        [python, "-m", "venv", folder],
        log,
        "python -m venv",
        way_on="Install Python's venv module, for example: sudo apt-get install python3-venv",
    )
    # Some pinned packages are built from source, with a setuptools that still knows their old ways.
    constraints = str(REQUIREMENTS / "build-constraints.txt")
    env = {**os.environ, "PIP_CONSTRAINT": constraints, "PIP_BUILD_CONSTRAINT": constraints}
    listed = [part for path in requirements for part in ("-r", path)]
    run_logged(
        [folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", *listed],
        log,
        "pip install",
        env=env,
        way_on=f"Is the Python package index reachable? The whole log is {log}.",
    )
