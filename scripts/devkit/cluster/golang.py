"""The Go compiler: the installed one; where that is old, a pinned toolchain, which is a Go module itself."""

import json
import platform
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from . import packages
from .process import run

# the oldest release that fetches the toolchain which a go.mod asks for (go.dev/doc/toolchain)
_SELECTING = (1, 21)
_TOOLCHAIN = "1.25.5"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_HINT = "Install Go 1.25 or newer, then run this again."


def ensure(report: Callable[[str], None]) -> Path:
    """A Go command that can build every module; go.sum and Go's checksum database vouch for what it fetches.

    Raises ClusterError when none can be had.
    """
    found = shutil.which("go")
    if not found:
        packages.install(["golang-go"], report, _HINT)
        found = "/usr/bin/go"
    if version(run([found, "version"], "Go could not be asked for its version", _HINT)) >= _SELECTING:
        return Path(found)
    return _toolchain(found, report)


def version(text: str) -> tuple[int, int]:
    """Major and minor number in the output of `go version`; (0, 0) when there is none."""
    numbers = re.search(r"\bgo(\d+)\.(\d+)", text)
    return (int(numbers[1]), int(numbers[2])) if numbers else (0, 0)


def _toolchain(go: str, report: Callable[[str], None]) -> Path:
    report(f"Fetching Go {_TOOLCHAIN}")
    architecture = _ARCHITECTURES.get(platform.machine(), platform.machine())
    module = f"golang.org/toolchain@v0.0.1-go{_TOOLCHAIN}.linux-{architecture}"
    answer = run([go, "mod", "download", "-json", module], "The Go toolchain could not be fetched", _HINT, cwd="/")
    folder = Path(json.loads(answer)["Dir"])
    # modules carry no executable bits
    for program in [*(folder / "bin").iterdir(), *(folder / "pkg" / "tool").rglob("*")]:
        if program.is_file():
            program.chmod(0o755)
    return folder / "bin" / "go"
