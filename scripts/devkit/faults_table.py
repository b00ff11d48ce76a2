"""The table of broken things: one line a fault and the moment it was met, from what the tests wrote down."""

import json
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def row(rows: str | None, fault: str, moment: str, kills: int = 0) -> Iterator[dict]:
    """One fault that a test brings about inside the block; its `note` is shown. Written to `rows` when it is over."""
    told = {"fault": fault, "at": moment, "kills": kills, "ok": False, "note": ""}
    began = time.monotonic()
    try:
        yield told
        told["ok"] = True
    finally:
        told["seconds"] = round(time.monotonic() - began, 1)
        if rows:
            with Path(rows).open("a") as table:
                table.write(json.dumps(told) + "\n")


def text(rows: Path) -> str:
    """The table, and how often an operator was killed."""
    told = [json.loads(line) for line in rows.read_text().splitlines()] if rows.exists() else []
    groups: dict[tuple[str, str], list[dict]] = defaultdict(list)
    for row in told:
        groups[row["fault"], row["at"]].append(row)
    lines = ["", f"{'fault':<46}{'while':<26}{'times':>5}{'well':>6}{'slowest':>9}  seen"]
    lines += [_line(fault, moment, found) for (fault, moment), found in sorted(groups.items())]
    well = sum(row["ok"] for row in told)
    kills = sum(row["kills"] for row in told)
    return "\n".join([*lines, f"{well} of {len(told)} ended well; {kills} times something was killed -9", ""])


def _line(fault: str, moment: str, found: list[dict]) -> str:
    well = sum(row["ok"] for row in found)
    slowest = max(row["seconds"] for row in found)
    notes = ", ".join(dict.fromkeys(row["note"] for row in found if row["note"]))
    return f"{fault:<46}{moment:<26}{len(found):>5}{well:>6}{slowest:>7.1f} s  {notes[:70]}"
