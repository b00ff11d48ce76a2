"""Digests of files and folders: what was built from what."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

SKIPPED = {"__pycache__", ".git", ".woow", "node_modules", ".pytest_cache", ".ruff_cache"}


def digest_of(paths: Iterable[Path], extra: str = "") -> str:
    """Sixteen characters over names and contents of the files and folders given, and of `extra`."""
    total = hashlib.sha256(extra.encode())
    for path in paths:
        for file in _files(path):
            total.update(f"{file.relative_to(path.parent)}\0".encode())
            total.update(file.read_bytes())
    return total.hexdigest()[:16]


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    found = []
    for folder, names, files in os.walk(path):
        names[:] = sorted(name for name in names if name not in SKIPPED)
        found += [Path(folder) / name for name in sorted(files) if not name.endswith((".pyc", ".pyo"))]
    return found
