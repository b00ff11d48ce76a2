"""Charts of https repositories (Helm's chart repository format: `index.yaml` and packed charts)."""

import asyncio
import time
from collections import OrderedDict

import yaml

from paas_operator.charts.entries import Index, read_entries
from paas_operator.charts.pinned import PinnedClient, join
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.sources import CHART_LIMIT, ChartVersion, Packed
from paas_operator.errors import ChartNotFound
from paas_operator.saying import say

INDEX_LIMIT = 32 << 20
INDEX_AGE = 300.0
INDEXES = 4


class IndexedRepositories:
    """Reads indexes, and keeps the last few for some minutes."""

    def __init__(self, client: PinnedClient) -> None:
        self._client = client
        self._held: OrderedDict[str, tuple[float, Index]] = OrderedDict()

    async def fetch(self, reference: ChartReference) -> Packed:
        base = _base(reference.repository)
        entries = (await self._index(base)).get(reference.name, [])
        entry = next((e for e in entries if e.version == reference.version), None)
        if entry is None:
            raise ChartNotFound(say("chart_not_offered", chart=f"{reference.name} {reference.version}"))
        if not entry.url:
            raise ChartNotFound(say("chart_no_address"))
        return Packed(await self._client.fetch(join(base, entry.url), CHART_LIMIT), entry.digest)

    async def versions(self, repository: str, name: str) -> list[ChartVersion]:
        entries = (await self._index(_base(repository))).get(name)
        if not entries:
            raise ChartNotFound(say("chart_not_offered", chart=name))
        return [ChartVersion(entry.version, entry.app_version) for entry in entries]

    async def _index(self, base: str) -> Index:
        read, index = self._held.get(base, (0.0, {}))
        if not read or time.monotonic() - read > INDEX_AGE:
            index = await asyncio.to_thread(_parsed, await self._client.fetch(join(base, "index.yaml"), INDEX_LIMIT))
            self._held[base] = (time.monotonic(), index)
        self._held.move_to_end(base)
        while len(self._held) > INDEXES:
            self._held.popitem(last=False)
        return index


def _base(repository: str) -> str:
    return repository.rstrip("/") + "/"


def _parsed(content: bytes) -> Index:
    try:
        return read_entries(content)
    except (yaml.YAMLError, ValueError) as exc:
        raise ChartNotFound(say("chart_bad_index")) from exc
