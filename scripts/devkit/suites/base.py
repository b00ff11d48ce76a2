"""What all suites share: the context they run in, and the result they give."""

import subprocess
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from .. import cluster as clusters
from .. import locks, paths, venvs
from ..instance import Instance
from ..paths import private_folder
from ..report import Report

NO_TEST = "no test ran"
LAST_WORDS = 25  # lines that are shown of a failure once more, beside the counts


@dataclass
class Context:
    """How this run was asked for."""

    report: Report
    long: bool = False
    arguments: list[str] = field(default_factory=list)

    @property
    def results(self) -> Path:
        """The folder of logs, counts and coverage data."""
        return private_folder(paths.STATE / "test" / "results")

    @property
    def install_log(self) -> Path:
        """Where installations write."""
        return self.results / "install.log"

    def venv(self, name: str, *requirements: Path) -> Path:
        """A virtual environment for tests, with coverage.py in it."""
        listed = [*requirements, paths.REQUIREMENTS / "coverage.txt"]
        return venvs.ensure(name, listed, self.report, self.install_log)

    @contextmanager
    def alone(self, instance: Instance) -> Iterator[None]:
        """Hold the instance for this run; another run that wants it waits."""
        instance.prepare()
        told = "Another ./scripts/test of this checkout works on that; waiting for it"
        with locks.held(instance.state / "lock", lambda: self.report.say(told)):
            yield

    def cluster(self) -> clusters.Cluster:
        """The cluster, brought up when it is not."""
        return clusters.ensure(self.report.say)


@dataclass
class Result:
    """What one suite came to; `complaints` are failures that no single test stands for.

    `broken` names the tests that failed, each with the end of what it said.
    """

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    complaints: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def require_tests(self) -> "Result":
        """Complain when not one test ran."""
        if self.passed + self.failed == 0:
            self.complaints.append(NO_TEST)
        return self


Suite = Callable[[Context], list[Result]]


def together(name: str, parts: Iterable[Result], context: Context) -> Result:
    """One line of all parts; a part that found nothing to run is fine when a part of the tests was asked for."""
    result = Result(name)
    for part in parts:
        result.passed += part.passed
        result.failed += part.failed
        result.skipped += part.skipped
        result.broken += part.broken
        empty = (context.long or context.arguments) and part.complaints == [NO_TEST]
        result.complaints += [] if empty else [f"{part.name}: {complaint}" for complaint in part.complaints]
    return result.require_tests()


def run_shown(command: Sequence[object], cwd: Path, env: Mapping[str, str], log: Path) -> int:
    """Run a command whose output goes to `log` and, with the log's name before each line, to the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("wb") as copy,
        subprocess.Popen(
            list(map(str, command)), cwd=cwd, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as child,
    ):
        for line in child.stdout:
            copy.write(line)
            print(f"{log.stem} | {line.decode(errors='replace')}", end="", flush=True)
    return child.returncode


def pytest_result(name: str, code: int, junit: Path) -> Result:
    """The counts of a pytest run from its JUnit file; exit code 5 means that it found no test."""
    result = Result(name)
    if not junit.exists():
        result.complaints.append(f"pytest ended with code {code} before it ran a test")
        return result
    root = ElementTree.parse(junit).getroot()  # noqa: S314 - written by our own run
    result.broken = [told for case in root.iter("testcase") for told in _broken(case)]
    for suite in root.iter("testsuite"):
        broken = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        result.failed += broken
        result.skipped += skipped
        result.passed += int(suite.get("tests", 0)) - broken - skipped
    if code not in (0, 1, 5):
        result.complaints.append(f"pytest ended with code {code}")
    return result.require_tests()


def _broken(case: ElementTree.Element) -> Iterator[str]:
    for outcome in [*case.iter("failure"), *case.iter("error")]:
        said = (outcome.text or outcome.get("message", "")).rstrip().splitlines()[-LAST_WORDS:]
        yield "\n".join([f"{case.get('classname')}::{case.get('name')}", *said])
