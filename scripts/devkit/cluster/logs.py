"""Log files: where they are, how they end, and their rotation by size."""

import shutil
from pathlib import Path

LIMIT = 10 * 1024 * 1024


def rotate(folder: Path, limit: int = LIMIT) -> None:
    """Copy each log above `limit` bytes to `<name>.1` and empty it; writers append, so they go on."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > limit:
            shutil.copyfile(log, log.with_name(f"{log.name}.1"))
            with log.open("r+") as file:
                file.truncate()


def last_line(log: Path) -> str:
    """The last line that says something; empty when there is none."""
    if not log.is_file():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = file.read().decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else ""
