"""The charts shipped with the operator: folders or archives in one directory, looked up by name and version."""

from pathlib import Path

from paas_operator.charts.archive import read_metadata
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.sources import ChartVersion, newest_first
from paas_operator.errors import ChartNotFound
from paas_operator.saying import say


class BuiltinCharts:
    """Reads the directory when asked, so a chart that is added is there at once."""

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory

    def catalogue(self) -> list[dict[str, str]]:
        """Name and version of every chart, sorted."""
        found = ((metadata["name"], metadata["version"]) for _, metadata in self._all())
        return [{"name": name, "version": version} for name, version in sorted(found)]

    def versions(self, name: str) -> list[ChartVersion]:
        """The versions of one chart, newest first; none when there is no such chart."""
        found = [metadata for _, metadata in self._all() if metadata["name"] == name]
        return newest_first([ChartVersion(m["version"], m["appVersion"]) for m in found])

    def find(self, reference: ChartReference) -> Path:
        """The folder or archive of the chart; raises ChartNotFound."""
        for path, metadata in self._all():
            if (metadata["name"], metadata["version"]) == (reference.name, reference.version):
                return path
        raise ChartNotFound(say("chart_not_builtin", chart=f"{reference.name} {reference.version}"))

    def _all(self) -> list[tuple[Path, dict[str, str]]]:
        if self._directory is None:
            return []
        paths = [p.parent for p in self._directory.glob("*/Chart.yaml")] + list(self._directory.glob("*.tgz"))
        return [(path, read_metadata(path)) for path in sorted(paths)]
