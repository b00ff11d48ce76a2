"""Running other programs: output to a log, a Problem with its last lines when one fails."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .report import Problem

TAIL_LINES = 12


def tail(path: Path, lines: int = TAIL_LINES) -> str:
    """The last lines of a text file, or an empty string when there is none."""
    if not path.exists():
        return ""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])


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
    with log.open("ab") as stream:
        try:
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
        except FileNotFoundError as missing:
            raise Problem(f"{what}: the program {command[0]} is not installed.", way_on) from missing
        except subprocess.TimeoutExpired as late:
            raise Problem(f"{what}: no end after {timeout:g} s.\n{tail(log)}", f"The log is {log}.") from late
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
    try:
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
    except FileNotFoundError as missing:
        raise Problem(f"{what}: the program {command[0]} is not installed.", way_on) from missing
    except subprocess.TimeoutExpired as late:
        raise Problem(f"{what}: no end after {timeout:g} s.", way_on) from late
    if done.returncode:
        raise Problem(f"{what} ended with code {done.returncode}: {done.stderr.strip()[-600:]}", way_on)
    return done.stdout
