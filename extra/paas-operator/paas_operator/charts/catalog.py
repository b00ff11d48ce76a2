"""Where a chart comes from: shipped with the operator, or fetched."""

from pathlib import Path

from paas_operator.charts.archive import inspect
from paas_operator.charts.builtin import BuiltinCharts
from paas_operator.charts.reference import BUILTIN, ChartReference
from paas_operator.charts.remote import RemoteCharts


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
        """The chart as a local path that Helm may be given."""
        if reference.repository == BUILTIN:
            path = self.builtin.find(reference)
        else:
            path = await self._remote.find(reference)
        inspect(path)
        return path
