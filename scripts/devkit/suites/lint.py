"""Checks of the sources; changes nothing. Each check counts as one test."""

import json
import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

from .. import paths, tools, venvs
from ..digest import digest_of
from ..run import run_logged
from . import house_rules
from .base import Context, Result

ESLINT = paths.CHECKOUT / "scripts" / "devkit" / "eslint"
SCRIPTS = paths.CHECKOUT / "src" / "static"


def run(context: Context) -> list[Result]:
    """Run every check; a failed one prints what it found."""
    checks: dict[str, Callable[[Context], str]] = {
        "ruff": _ruff,
        "charts": _charts,
        "JavaScript": _javascript,
        "XML": _xml,
        **{rule.__name__: lambda _context, rule=rule: "\n".join(rule(_sources())) for rule in house_rules.ALL},
    }
    result = Result("lint")
    for name, check in checks.items():
        found = check(context)
        if found is None:
            result.skipped += 1
        elif found.strip():
            result.failed += 1
            print(f"\n{name}:\n{found.strip()}")
        else:
            result.passed += 1
    return [result]


def _ruff(context: Context) -> str:
    venv = venvs.ensure("lint", [paths.REQUIREMENTS / "lint.txt"], context.report, context.install_log)
    return _findings([venv / "bin" / "ruff", "check", "--no-cache", "--output-format=concise", "."])


def _charts(context: Context) -> str:
    helm = tools.helm(context.report, context.install_log)
    charts = [file.parent for file in sorted((paths.CHECKOUT / "helm").rglob("Chart.yaml"))]
    return "\n".join(filter(None, (_findings([helm, "lint", "--strict", "--quiet", chart]) for chart in charts)))


def _javascript(context: Context) -> str | None:
    if not shutil.which("npm"):
        context.report.say("Node.js is not on this machine: JavaScript is not checked")
        return None
    folder = _node_modules(context)
    configuration = ESLINT / "eslint.config.mjs"
    env = {**os.environ, "NODE_PATH": str(folder / "node_modules")}
    command = [folder / "node_modules" / ".bin" / "eslint", "--config", configuration, "--no-warn-ignored"]
    folders = [name for name in ("src/paas", "tests") if any((SCRIPTS / name).rglob("*.js"))]
    return _findings([*command, *folders], env, SCRIPTS)


def _node_modules(context: Context) -> Path:
    """A folder with ESLint of the locked version installed."""
    listed = [ESLINT / "package.json", ESLINT / "package-lock.json"]
    folder = paths.cache_folder() / "node" / f"eslint-{digest_of(listed)}"
    if not (folder / "complete").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for file in listed:
            shutil.copy(file, folder)
        with context.report.step("Node packages for ESLint"):
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            run_logged(command, context.install_log, "npm ci", cwd=folder)
        (folder / "complete").touch()
    return folder


def _xml(_context: Context) -> str:
    found = []
    for file in (path for path in _sources() if path.suffix in (".xml", ".svg")):
        try:
            ElementTree.parse(file)  # noqa: S314 - our own files
        except ElementTree.ParseError as error:
            found.append(f"{file.relative_to(paths.CHECKOUT)}: {error}")
    return "\n".join(found)


def _sources() -> list[Path]:
    """All files that are, or are about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=paths.CHECKOUT, capture_output=True, text=True, check=True).stdout
    files = [paths.CHECKOUT / name for name in listed.split("\0") if name]
    return [file for file in files if file.is_file() and not file.is_symlink()]


def _findings(command: list, env: dict | None = None, cwd: Path = paths.CHECKOUT) -> str:
    """What a checker says when it fails; an empty text when it is content."""
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr) or json.dumps(done.returncode) if done.returncode else ""
