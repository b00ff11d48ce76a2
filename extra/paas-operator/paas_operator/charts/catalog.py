"""Where a chart comes from: shipped with the operator, or fetched."""

import asyncio
from pathlib import Path

from paas_operator.charts.archive import brings_definitions, inspect
from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.reference import BUILTIN, ChartReference
from paas_operator.charts.remote import RemoteCharts
from paas_operator.charts.sources import ChartVersion
from paas_operator.errors import ChartNotFound, ChartUnavailable
from paas_operator.saying import say


class Charts:
    """Finds charts and checks them before anybody opens them."""

    def __init__(self, builtin: BuiltinCharts, remote: RemoteCharts) -> None:
        self.builtin = builtin
        self._remote = remote

    def check(self, reference: ChartReference) -> None:
        """Refuse at once what can be known without a call: repositories and built-in charts that are not there."""
        if reference.repository == BUILTIN:
            self.builtin.find(reference)
        else:
            self._remote.check(reference.repository)

    async def find(self, reference: ChartReference) -> Path:
        """The chart as a local path that Helm may be given; raises ChartNotFound for one with definitions, too."""
        path = await self.look_at(reference)
        if await asyncio.to_thread(brings_definitions, path):
            raise ChartNotFound(say("chart_definitions"))
        return path

    async def look_at(self, reference: ChartReference, within: float | None = None) -> Path:
        """The chart as a local path, for reading; raises ChartUnavailable when fetching it takes longer."""
        if reference.repository == BUILTIN:
            path = self.builtin.find(reference)
        else:
            try:
                async with asyncio.timeout(within):
                    path = await self._remote.find(reference)
            except TimeoutError as exc:
                raise ChartUnavailable(say("chart_fetching")) from exc
        await asyncio.to_thread(inspect, path)
        return path

    def held(self, reference: ChartReference) -> Path | None:
        """The chart if it is here already, else None; then it begins to be fetched."""
        if reference.repository == BUILTIN:
            return self.builtin.find(reference)
        path = self._remote.held(reference)
        if path is None:
            self._remote.fetch_soon(reference)
        return path

    async def versions(self, repository: str, name: str) -> list[ChartVersion]:
        """The versions of a chart, newest first; raises ChartNotFound."""
        if repository != BUILTIN:
            return await self._remote.versions(repository, name)
        found = self.builtin.versions(name)
        if not found:
            raise ChartNotFound(say("chart_not_builtin", chart=name))
        return found
