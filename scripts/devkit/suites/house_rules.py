"""The project's own rules that no common checker knows; each takes all files and returns its findings."""

import re
from collections.abc import Iterator
from pathlib import Path

from ..paths import CHECKOUT

LONGEST_FILE = 400
ELEVATION = re.compile(r"\.sudo\(\)")
REASON = re.compile(r"# sudo: [\w., ]+ - \S")
HOME = re.compile(r"(?<![\w.}])/(?:root|home/\w+|Users/\w+|work)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
CODE = {".py", ".js", ".scss", ".xml", ".yaml", ".yml", ".sh", ".mjs"}
THIRD_PARTY = ("src/static/src/paas/lib/", "src/static/lib/", "scripts/devkit/eslint/package-lock.json")


def every_sudo_has_a_reason(files: list[Path]) -> list[str]:
    """`sudo()` comes with `# sudo: <model> - <why>` on its line, or at most two lines above."""
    found = []
    for file in _code(files, {".py"}):
        if _name(file).startswith(("tests/", "scripts/", "extra/")):
            continue
        lines = file.read_text().splitlines()
        for number, line in enumerate(lines):
            around = lines[max(0, number - 2) : number + 1]
            if ELEVATION.search(line) and not any(map(REASON.search, around)):
                found.append(f"{_name(file)}:{number + 1}: sudo() without “# sudo: <model> - <why>”")
    return found


def files_stay_small(files: list[Path]) -> list[str]:
    """No source file is longer than 400 lines."""
    sizes = {file: len(file.read_text().splitlines()) for file in _code(files, {".py", ".js", ".scss"})}
    return [f"{_name(file)}: {size} lines" for file, size in sizes.items() if size > LONGEST_FILE]


def no_machine_paths(files: list[Path]) -> list[str]:
    """Nothing names a folder of one machine."""
    return list(_matches(files, HOME, "a path of one machine"))


def nothing_unfinished(files: list[Path]) -> list[str]:
    """No marker of unfinished work."""
    return list(_matches(files, UNFINISHED, "a marker of unfinished work"))


def _matches(files: list[Path], pattern: re.Pattern, what: str) -> Iterator[str]:
    for file in _code(files, CODE):
        for number, line in enumerate(file.read_text().splitlines(), 1):
            if pattern.search(line):
                yield f"{_name(file)}:{number}: {what}"


def _code(files: list[Path], suffixes: set[str]) -> Iterator[Path]:
    for file in files:
        if file.suffix in suffixes and not _name(file).startswith(THIRD_PARTY) and file != Path(__file__):
            yield file


def _name(file: Path) -> str:
    return str(file.relative_to(CHECKOUT))


ALL = (every_sudo_has_a_reason, files_stay_small, no_machine_paths, nothing_unfinished)
