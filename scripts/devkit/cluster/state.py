"""Small files: written whole or not at all, and one lock against two at once."""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def write(path: Path, text: str, mode: int = 0o600) -> bool:
    """Put `text` into `path` atomically; False when it was there already."""
    if path.is_file() and path.read_text() == text:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return True


def write_json(path: Path, value: Any) -> bool:
    return write(path, to_json(value))


def to_json(value: Any) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def read(path: Path) -> str:
    """The text of `path`; empty when there is none."""
    return path.read_text() if path.is_file() else ""


def read_json(path: Path) -> dict[str, Any]:
    """The object in `path`; empty when there is none."""
    try:
        return json.loads(path.read_text())
    except FileNotFoundError:
        return {}


@contextmanager
def locked(path: Path, report: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock file `path`; waits for another holder and says so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            report("Another command is working on the cluster; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
