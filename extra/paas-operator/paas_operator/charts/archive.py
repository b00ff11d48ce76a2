"""Reads files out of a chart, be it a folder or a packed archive, without unpacking it."""

import tarfile
from pathlib import Path
from typing import Any

import yaml

from paas_operator.errors import ChartNotFound

FILE_LIMIT = 1 << 20
UNPACKED_LIMIT = 50 << 20


def read_file(chart: Path, name: str) -> str | None:
    """A file at the chart's top (`values.yaml`, `README.md`), or None."""
    if chart.is_dir():
        file = chart / name
        return file.read_text()[:FILE_LIMIT] if file.is_file() else None
    with _open(chart) as archive:
        for member in archive:
            if member.isfile() and member.name.partition("/")[2] == name:
                stream = archive.extractfile(member)
                return stream.read(FILE_LIMIT).decode(errors="replace") if stream else None
    return None


def read_metadata(chart: Path) -> dict[str, Any]:
    """Chart.yaml; raises ChartNotFound when the chart has none that can be read."""
    try:
        metadata = yaml.safe_load(read_file(chart, "Chart.yaml") or "")
    except yaml.YAMLError:
        metadata = None
    if not isinstance(metadata, dict) or not metadata.get("name"):
        raise ChartNotFound("The chart has no readable Chart.yaml.")
    return metadata


def read_values(chart: Path) -> dict[str, Any]:
    """values.yaml; empty where there is none that can be read."""
    try:
        values = yaml.load(read_file(chart, "values.yaml") or "", Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return {}
    return values if isinstance(values, dict) else {}


def inspect(chart: Path) -> None:
    """Refuse what Helm should not even open: odd members, custom resource definitions, far too much."""
    if chart.is_dir():
        names, size = [str(p.relative_to(chart)) for p in chart.rglob("*") if p.is_file()], 0
    else:
        with _open(chart) as archive:
            members = archive.getmembers()
        if any(not (m.isfile() or m.isdir()) or m.name.startswith("/") or ".." in m.name for m in members):
            raise ChartNotFound("The chart's archive holds links or paths that lead outside of it.")
        names, size = [m.name.partition("/")[2] for m in members if m.isfile()], sum(m.size for m in members)
    if size > UNPACKED_LIMIT:
        raise ChartNotFound("The chart is larger than 50 MiB unpacked.")
    if any(f"/{name}".startswith("/crds/") or "/crds/" in f"/{name}" for name in names):
        raise ChartNotFound("The chart brings definitions for the whole cluster (crds/), which services may not.")


def _open(chart: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(chart, "r:gz")
    except (OSError, tarfile.TarError) as exc:
        raise ChartNotFound("The chart's archive can't be read.") from exc
