"""Browser tests against a whole platform of their own on the real cluster."""

import json
import os

from .. import chromium, paths, status, users, whole
from ..instance import TEST
from .base import Context, Result, pytest_result, run_shown

FOLDER = paths.CHECKOUT / "tests" / "e2e"


def run(context: Context) -> list[Result]:
    """Bring the test platform up with a new database, run pytest, and stop it again."""
    venv = context.venv("e2e", FOLDER / "requirements.txt")
    browser = chromium.ensure(context.report, context.install_log)
    platform = whole.Platform(TEST, context.report)
    with context.alone(TEST):
        try:
            platform.discard_database()
            platform.up(TEST.choose())
            with users.sharing():
                return [_pytest(context, venv, browser)]
        finally:
            platform.stop()


def _pytest(context: Context, venv: object, browser: str) -> Result:
    described = paths.write_private(context.results / "status.json", json.dumps(status.document(TEST)))
    junit = context.results / "e2e.xml"
    junit.unlink(missing_ok=True)
    env = {
        **os.environ,
        "WOOW_STATUS_JSON": str(described),
        "WOOW_INSTANCE": TEST.name,
        "WOOW_ARTIFACTS": str(context.results / "e2e"),
        "CHROMIUM": browser,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [venv / "bin" / "python", "-m", "pytest", "-c", FOLDER / "pytest.ini", "-p", "no:cacheprovider"]
    long = ["--long", "-m", "long"] if context.long else []
    code = run_shown(
        [*command, f"--junitxml={junit}", *long, FOLDER, *context.arguments],
        FOLDER,
        env,
        context.results / "e2e.log",
    )
    return pytest_result("e2e", code, junit)
