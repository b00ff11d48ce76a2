"""`scripts/describe-chart`: write down what a chart offers and renders, for tests that can't reach its repository."""

import argparse
import os
import subprocess
from pathlib import Path

from . import paths, tools, venvs
from .operator_process import SOURCE
from .report import Report

PROGRAM = Path(__file__).resolve().parent / "describe_chart.py"


def main(arguments: list[str]) -> int:
    """Describe one chart in the operator's own environment, so that the operator's checks judge it."""
    parser = argparse.ArgumentParser(
        prog="scripts/describe-chart",
        description="Describe the chart of an application of the marketplace in tests/charts/<application>.json.",
    )
    parser.add_argument("application", help="short name of the template, such as n8n")
    parser.add_argument("chart", type=Path, help="the chart: a packed archive, or its unpacked folder")
    options = parser.parse_args(arguments)
    report, log = Report(), paths.STATE / "logs" / "install.log"
    paths.private_folder(log.parent)
    venv = venvs.ensure("operator", [SOURCE / "requirements.txt"], report, log)
    env = {**os.environ, "HELM": str(tools.helm(report, log)), "PYTHONPATH": str(SOURCE)}
    command = [venv / "bin" / "python", PROGRAM, options.application, options.chart]
    return subprocess.run(command, env=env, check=False).returncode
