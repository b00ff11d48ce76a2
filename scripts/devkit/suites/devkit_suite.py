"""Tests of the commands, charts and images: pytest in tests/devkit."""

import os

from .. import paths, tools
from .base import Context, Result, pytest_result, run_shown


def run(context: Context) -> list[Result]:
    """Run them."""
    venv = context.venv("devkit-test", paths.REQUIREMENTS / "devkit-test.txt")
    folder = paths.CHECKOUT / "tests" / "devkit"
    junit = context.results / "devkit.xml"
    env = {**os.environ, "HELM": str(tools.helm(context.report, context.install_log)), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [venv / "bin" / "python", "-m", "pytest", "-c", folder / "pytest.ini", "-p", "no:cacheprovider"]
    junit.unlink(missing_ok=True)
    code = run_shown(
        [*command, f"--junitxml={junit}", folder, *context.arguments],
        folder,
        env,
        context.results / "devkit.log",
    )
    return [pytest_result("devkit", code, junit)]
