"""`scripts/pictures`: take the pictures of the documents anew, from the platform that runs."""

import argparse
import json
import os
import subprocess

from . import chromium, paths, status, venvs
from .instance import UP
from .report import Problem, Report

DRIVER = paths.CHECKOUT / "tests" / "e2e" / "take_pictures.py"
TARGET = paths.CHECKOUT / "docs" / "images"


def main(arguments: list[str]) -> int:
    """Do what the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="scripts/pictures",
        description="Drive the running platform and write docs/images. Start it first: ./scripts/up --detach",
    )
    parser.add_argument("names", nargs="*", help="only these pictures")
    options = parser.parse_args(arguments)
    report, described = Report(), status.document(UP)
    if not described["ready"]:
        raise Problem("The platform is not up.", "Start it: ./scripts/up --detach")
    log = UP.log("install")
    venv = venvs.ensure("pictures", [DRIVER.parent / "requirements.txt"], report, log)
    file = paths.write_private(UP.state / "pictures.json", json.dumps(described))
    environment = {**os.environ, "WOOW_STATUS_JSON": str(file), "CHROMIUM": chromium.ensure(report, log)}
    command = [venv / "bin" / "python", DRIVER, TARGET, *options.names]
    return subprocess.run(command, env=environment, cwd=DRIVER.parent, check=False).returncode
