"""The browser that tests drive."""

import os
import shutil
from pathlib import Path

from . import apt
from .report import Report

NAMES = ("chromium", "chromium-browser", "google-chrome")


def ensure(report: Report, log: Path) -> str:
    """The path of Chromium; installed from Debian's packages when it is missing and we may."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        with report.step("Installing Chromium"):
            apt.install(["chromium"], log)
        found = shutil.which("chromium")
    return found
