"""Browser tests against a whole platform of their own on the real cluster."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .. import chromium, paths, status, users, whole
from ..instance import TEST
from .base import Context, Result, pytest_result, run_shown, together

FOLDER = paths.CHECKOUT / "tests" / "e2e"
# Side by side within a group, group after group: many launches; what waits for the cluster to tell what will change,
# which it does in time or not at all; what takes the platform's parts down.
GROUPS = (("shelf", "templates", "screens"), ("services", "journey"), ("alone",))


def run(context: Context) -> list[Result]:
    """Bring the test platform up with a new database, run pytest once a lane, and stop it again."""
    venv = context.venv("e2e", FOLDER / "requirements.txt")
    browser = chromium.ensure(context.report, context.install_log)
    platform = whole.Platform(TEST, context.report)
    with context.alone(TEST):
        try:
            platform.discard_database()
            platform.up(TEST.choose())
            with users.sharing():
                return [together("e2e", _lanes(context, venv, browser), context)]
        finally:
            platform.stop()


def _lanes(context: Context, venv: Path, browser: str) -> list[Result]:
    described = paths.write_private(context.results / "status.json", json.dumps(status.document(TEST)))
    env = {
        **os.environ,
        "WOOW_STATUS_JSON": str(described),
        "WOOW_INSTANCE": TEST.name,
        "WOOW_ARTIFACTS": str(context.results / "e2e"),
        "CHROMIUM": browser,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
    parts = []
    for group in GROUPS:
        with ThreadPoolExecutor(len(group)) as pool:
            parts += pool.map(lambda lane: _pytest(context, venv, env, lane), group)
    return parts


def _pytest(context: Context, venv: Path, env: dict[str, str], lane: str) -> Result:
    """The tests of one lane, in a process of their own."""
    junit = context.results / f"e2e-{lane}.xml"
    junit.unlink(missing_ok=True)
    command = [venv / "bin" / "python", "-m", "pytest", "-c", FOLDER / "pytest.ini", "-p", "no:cacheprovider"]
    long = ["--long", "-m", "long"] if context.long else []
    code = run_shown(
        [*command, f"--junitxml={junit}", f"--lane={lane}", *long, FOLDER, *context.arguments],
        FOLDER,
        env,
        context.results / f"e2e-{lane}.log",
    )
    return pytest_result(lane, code, junit)
