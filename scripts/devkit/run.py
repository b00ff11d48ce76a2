"""Running other programs: output to a log, a Problem with its last lines when one fails."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from .report import Problem

TAIL_LINES = 12


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a text file, or an empty string when there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


@contextmanager
def _told(
    command: Sequence[str | os.PathLike], what: str, timeout: float | None, way_on: str, log: Path | None = None
) -> Iterator[None]:
    """A program that is missing or has no end is a Problem."""
    try:
        yield
    except FileNotFoundError as missing:
        raise Problem(f"{what}: the program {command[0]} is not installed.", way_on) from missing
    except subprocess.TimeoutExpired as late:
        sentence = f"{what}: no end after {timeout:g} s."
        if log is None:
            raise Problem(sentence, way_on) from late
        raise Problem(f"{sentence}\n{tail(log)}", f"The log is {log}.") from late


def run_logged(
    command: Sequence[str | os.PathLike],
    log: Path,
    what: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    way_on: str = "",
    timeout: float | None = None,
) -> None:
    """Run `command` with all output appended to `log`; `what` opens the sentence when it fails."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream, _told(command, what, timeout, way_on, log):
        done = subprocess.run(
            [os.fspath(part) for part in command],
            stdout=stream,
            stderr=subprocess.STDOUT,
            input=stdin.encode() if stdin is not None else None,
            stdin=subprocess.DEVNULL if stdin is None else None,
            env=env,
            cwd=cwd,
            timeout=timeout,
            check=False,
        )
    if done.returncode:
        raise Problem(
            f"{what} ended with code {done.returncode}.\n{tail(log)}",
            way_on or f"The whole log is {log}.",
        )


def output_of(
    command: Sequence[str | os.PathLike],
    what: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: str | None = None,
    way_on: str = "",
    timeout: float = 120,
) -> str:
    """Run `command` and return what it wrote to stdout."""
    with _told(command, what, timeout, way_on):
        done = subprocess.run(
            [os.fspath(part) for part in command],
            capture_output=True,
            text=True,
            input=stdin,
            env=env,
            cwd=cwd,
            timeout=timeout,
            check=False,
        )
    if done.returncode:
        raise Problem(f"{what} ended with code {done.returncode}: {done.stderr.strip()[-600:]}", way_on)
    return done.stdout
