"""Which Python runs what: the pinned packages exist for some versions only."""

import os
import shutil
import subprocess
import sys
from functools import cache

from .report import Problem

SUPPORTED = ("3.11", "3.12")


@cache
def for_pinned_packages() -> str:
    """A Python that our pinned packages have wheels for; raises Problem when the machine has none."""
    running = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in SUPPORTED:
        if version == running:
            return os.path.realpath(sys.executable)
        found = shutil.which(f"python{version}")
        if found and _works(found):
            return os.path.realpath(found)
    raise Problem(
        f"No Python {' or '.join(SUPPORTED)} with venv was found on this machine.",
        "Install one, for example: sudo apt-get install python3.11 python3.11-venv",
    )


def _works(python: str) -> bool:
    probe = [python, "-c", "import venv, ensurepip"]
    return subprocess.run(probe, capture_output=True, env=dict(os.environ), check=False).returncode == 0
