"""Reading the log of an Odoo test run: how many tests ran, and which warnings nobody expected."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from .base import LAST_WORDS

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<text>.*)$")
COUNTS = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
HOOT = re.compile(r"\[HOOT\] Passed (\d+) tests?")
LOUD = ("WARNING", "ERROR", "CRITICAL")
# How Odoo reports the failures that are counted already.
FAILED = re.compile(r"(?:FAIL|ERROR): (?P<test>.+)")
VERDICT = re.compile(r"(?:FAIL|ERROR): |\d+ failed, \d+ error")

# (logger, beginning of the text): why it may appear
EXPECTED = {
    ("odoo.addons.base.models.ir_asset", 'IrAsset: the path "web_tour/static/src/**/utils/*.js" did not'): (
        "the bundle of tours names the folders of Odoo 18 and of Odoo 19, and each release has only its own"
    ),
}


@dataclass(frozen=True)
class Outcome:
    """The counts and the unexpected lines of one run."""

    passed: int
    failed: int
    unexpected: list[str]
    broken: list[str]


def read(log: Path) -> Outcome:
    """The outcome that an Odoo log tells; front-end unit tests count one by one."""
    text = log.read_text(errors="replace")
    counts = [tuple(map(int, found)) for found in COUNTS.findall(text)]
    broken = sum(failed + errors for failed, errors, _total in counts)
    total = sum(total for *_, total in counts)
    front_end = sum(int(number) for number in HOOT.findall(text))
    lines = text.splitlines()
    unexpected = [line for line in lines if _unexpected(line)]
    return Outcome(total - broken + front_end, broken, unexpected, list(_verdicts(lines)))


def _verdicts(lines: list[str]) -> Iterator[str]:
    """Each test that failed, with the end of its traceback."""
    for at, line in enumerate(lines):
        match = LINE.match(line)
        if match and (found := FAILED.match(match["text"])):
            traceback = list(takewhile(lambda later: not LINE.match(later), lines[at + 1 :]))
            yield "\n".join([found["test"], *traceback[-LAST_WORDS:]])


def _unexpected(line: str) -> bool:
    match = LINE.match(line)
    if not match or match["level"] not in LOUD or VERDICT.match(match["text"]):
        return False
    return not any(match["logger"] == name and match["text"].startswith(begin) for name, begin in EXPECTED)
