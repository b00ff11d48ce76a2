"""Reads files out of a chart, be it a folder or a packed archive, without unpacking it."""

import gzip
import hashlib
import re
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import yaml

from paas_operator import helm_yaml
from paas_operator.errors import ChartNotFound
from paas_operator.saying import say

FILE_LIMIT = 1 << 20
UNPACKED_LIMIT = 50 << 20
NODES_LIMIT = 20_000
MEMBER_LIMIT = 20_000
_LOOKUP = re.compile(rb"\blookup\s+\S")
# Python refuses numbers of thousands of digits, days that are none, and lists within lists within lists.
_UNREADABLE = (yaml.YAMLError, ValueError, RecursionError)
_BROKEN = (OSError, tarfile.TarError, EOFError, zlib.error)


def read_file(chart: Path, name: str) -> str | None:
    """A file at the chart's top (`values.yaml`, `README.md`), or None."""
    if chart.is_dir():
        file = chart / name
        return file.read_text()[:FILE_LIMIT] if file.is_file() else None
    try:
        with _open(chart) as archive:
            for member in archive:
                if member.isfile() and member.name.partition("/")[2] == name:
                    stream = archive.extractfile(member)
                    return stream.read(FILE_LIMIT).decode(errors="replace") if stream else None
    except _BROKEN as exc:
        raise ChartNotFound(say("chart_bad_archive")) from exc
    return None


def read_metadata(chart: Path) -> dict[str, str]:
    """Name and versions of Chart.yaml, empty where it has none; raises ChartNotFound when it can't be read."""
    try:
        metadata = helm_yaml.load(read_file(chart, "Chart.yaml") or "")
    except _UNREADABLE:
        metadata = None
    found = metadata if isinstance(metadata, dict) else {}
    told = {key: _scalar(found.get(key)) for key in ("name", "version", "appVersion")}
    if not told["name"]:
        raise ChartNotFound(say("chart_no_metadata"))
    return told


def _scalar(value: Any) -> str:
    """As text; what has parts is none, since aliases may unfold them without end."""
    return str(value) if isinstance(value, (str, int, float)) else ""


def read_values(chart: Path) -> dict[str, Any]:
    """values.yaml; empty where there is none that can be read."""
    try:
        values = helm_yaml.load(read_file(chart, "values.yaml") or "")
    except _UNREADABLE:
        return {}
    return values if isinstance(values, dict) else {}


def parse_values(text: str) -> dict[str, Any]:
    """A values.yaml as plain JSON; raises ChartNotFound for one that can't be read or that unfolds without end."""
    try:
        values = helm_yaml.load(text) or {}
        if isinstance(values, dict):
            return _plain(values, iter(range(NODES_LIMIT)))
    except (*_UNREADABLE, StopIteration) as exc:
        raise ChartNotFound(say("chart_bad_values")) from exc
    raise ChartNotFound(say("chart_values_no_map"))


def _plain(value: Any, budget: Iterator[int]) -> Any:
    next(budget)
    if isinstance(value, dict):
        return {str(key): _plain(child, budget) for key, child in value.items()}
    if isinstance(value, list):
        return [_plain(child, budget) for child in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)


def inspect(chart: Path) -> None:
    """Refuse what Helm should not even open: odd members, far too much."""
    if chart.is_dir():
        return
    members = _members(chart)
    if any(not (m.isfile() or m.isdir()) or m.name.startswith("/") or ".." in m.name for m in members):
        raise ChartNotFound(say("chart_leads_outside"))


def brings_definitions(chart: Path) -> bool:
    """Whether the chart, or one inside of it, has a folder `crds/`: Helm installs what is there without asking."""
    if chart.is_dir():
        names = [str(path.relative_to(chart)) for path in chart.rglob("*") if path.is_file()]
    else:
        names = [member.name.partition("/")[2] for member in _members(chart) if member.isfile()]
    return any("/crds/" in f"/{name}" for name in names)


def looks_up(chart: Path) -> bool:
    """Whether a template, be it of a chart inside, reads from the cluster as it is rendered (Helm's `lookup`)."""
    return any(_LOOKUP.search(text) for text in _templates(chart))


def _templates(chart: Path) -> Iterator[bytes]:
    if chart.is_dir():
        inside = (path for path in chart.rglob("*") if "templates" in path.relative_to(chart).parts)
        yield from (path.read_bytes() for path in inside if path.is_file())
        return
    try:
        with _open(chart) as archive:
            for member in archive:
                if member.isfile() and "/templates/" in member.name and (stream := archive.extractfile(member)):
                    yield stream.read(FILE_LIMIT)
    except _BROKEN as exc:
        raise ChartNotFound(say("chart_bad_archive")) from exc


def digest(chart: Path) -> str:
    """`sha256:…` of the archive, or of all files of a folder with their names."""
    total = hashlib.sha256()
    if not chart.is_dir():
        total.update(chart.read_bytes())
    for path in sorted(p for p in chart.rglob("*") if p.is_file()):
        total.update(path.relative_to(chart).as_posix().encode() + b"\0" + path.read_bytes())
    return f"sha256:{total.hexdigest()}"


def _members(chart: Path) -> list[tarfile.TarInfo]:
    """The archive's table of contents, read with an end: a gzip bomb is refused long before it is unpacked."""
    try:
        with _open(chart) as archive:
            found, size = [], 0
            for member in archive:
                size += member.size
                found.append(member)
                if size > UNPACKED_LIMIT or len(found) > MEMBER_LIMIT:
                    raise ChartNotFound(say("chart_unpacked_large"))
            return found
    except _BROKEN as exc:
        raise ChartNotFound(say("chart_bad_archive")) from exc


@contextmanager
def _open(chart: Path) -> Iterator[tarfile.TarFile]:
    """Read from front to back; its headers, which tarfile takes whole, count like its files."""
    with gzip.open(chart) as stream, tarfile.open(fileobj=_Bounded(stream), mode="r|") as archive:
        yield archive


class _Bounded:
    """What a stream gives, as long as it is not far too much."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._left = UNPACKED_LIMIT + MEMBER_LIMIT * 2 * tarfile.BLOCKSIZE

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise ChartNotFound(say("chart_unpacked_large"))
        return data
