"""Looking into a folder in which others make and remove files at the same time."""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path


def files_below(folder: Path) -> Iterator[Path]:
    """The regular files below `folder`; folders that are removed meanwhile are passed over, unlike in `Path.rglob`."""
    for parent, _, names in os.walk(folder):
        yield from filter(Path.is_file, (Path(parent) / name for name in names))


def folders_below(folder: Path) -> Iterator[Path]:
    """The folders below `folder`, passing over what is removed meanwhile."""
    for parent, names, _ in os.walk(folder):
        yield from (Path(parent) / name for name in names)


def files_holding(folder: Path, texts: Iterable[str]) -> list[Path]:
    """The files below `folder` with one of `texts` in them."""
    wanted = [text.encode() for text in texts]
    found = []
    for path in files_below(folder):
        with suppress(FileNotFoundError):
            content = path.read_bytes()
            found += [path] if any(text in content for text in wanted) else []
    return found
