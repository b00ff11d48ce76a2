"""Coverage of our Python code: measured in every process of a suite, reported, held to a bar."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from .. import paths
from .base import Context

BAR = 85
TOTAL = re.compile(r"^TOTAL\s.*\s(\d+(?:\.\d+)?)%$", re.MULTILINE)


class Data:
    """The coverage data of one suite over one folder of sources."""

    def __init__(self, context: Context, name: str, source: Path) -> None:
        self.name = name
        self.folder = context.results / f"coverage-{name}"
        self.config = self.folder / "coverage.ini"
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        lines = ["[run]", f"data_file = {self.folder / 'data'}", f"source = {source}", "branch = true"]
        lines += ["parallel = true", "sigterm = true", "patch = subprocess", "disable_warnings = no-data-collected"]
        lines += ["[report]", "skip_covered = true", "show_missing = true", "precision = 1"]
        self.config.write_text("\n".join(lines) + "\n")

    def command(self) -> list[str]:
        """What goes between `python -m` and the measured program's own arguments."""
        return ["coverage", "run", f"--rcfile={self.config}"]

    def environment(self) -> dict[str, str]:
        """Environment that keeps measured programs from writing elsewhere."""
        return {"COVERAGE_FILE": str(self.folder / "data")}

    def judge(self, python: Path) -> list[str]:
        """Print the report; returns a complaint when the total is under the bar."""
        self._coverage(python, "combine", "--quiet")
        text = self._coverage(python, "report")
        print(f"\nCoverage of {self.name}\n{text}")
        total = TOTAL.search(text)
        if not total:
            return ["no coverage was measured"]
        if float(total[1]) < BAR:
            return [f"coverage is {total[1]} %, under the bar of {BAR} %"]
        return []

    def _coverage(self, python: Path, *arguments: str) -> str:
        command = [python, "-m", "coverage", *arguments, f"--rcfile={self.config}"]
        env = {**os.environ, **self.environment()}
        done = subprocess.run(command, cwd=paths.CHECKOUT, env=env, capture_output=True, text=True, check=False)
        return done.stdout + done.stderr
