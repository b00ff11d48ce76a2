"""Charts from outside: fetched once, from an allowed repository, checked by digest, kept by it."""

import asyncio
import hashlib
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from paas_operator.charts.index import IndexedRepositories
from paas_operator.charts.oci import SCHEME, OciRegistries
from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.reference import ChartReference
from paas_operator.charts.sources import ChartVersion, Source, newest_first
from paas_operator.errors import ChartNotAllowed, ChartUnavailable
from paas_operator.saying import say

CACHE_LIMIT = 256 << 20
FETCH_WITHIN = 120.0
_HALF = "new-"


class RemoteCharts:
    """Fetches a chart once, however many ask for it at a time."""

    def __init__(self, client: PinnedClient, allowed: tuple[str, ...], cache: Path) -> None:
        self._indexed: Source = IndexedRepositories(client)
        self._registries: Source = OciRegistries(client)
        self._allowed = allowed
        self._cache = cache / "charts"
        self._fetching: dict[ChartReference, asyncio.Task[Path]] = {}

    def clear(self) -> None:
        """Remove what a killed process left half written, and names whose chart has left the cache."""
        for path in self._cache.glob(f"{_HALF}*"):
            path.unlink(missing_ok=True)
        for pointer in self._cache.glob("*.digest"):
            if not (self._cache / f"{pointer.read_text()}.tgz").exists():
                pointer.unlink(missing_ok=True)

    async def find(self, reference: ChartReference) -> Path:
        """The chart as a local archive; raises ChartNotAllowed, ChartNotFound or ChartUnavailable."""
        return self.held(reference) or await asyncio.shield(self.fetch_soon(reference))

    def held(self, reference: ChartReference) -> Path | None:
        """The chart if it was fetched before; raises ChartNotAllowed."""
        self.check(reference.repository)
        with suppress(FileNotFoundError):
            digest = self._pointer(reference).read_text()
            held = self._cache / f"{digest}.tgz"
            if held.exists() and _matches(digest, reference.digest):
                os.utime(held)
                return held
        return None

    def fetch_soon(self, reference: ChartReference) -> asyncio.Task[Path]:
        """The task that fetches the chart, begun now if there is none; it goes on when nobody waits any more."""
        self.check(reference.repository)
        task = self._fetching.get(reference)
        if task is None:
            task = self._fetching[reference] = asyncio.create_task(self._fetch(reference))
            task.add_done_callback(lambda done: self._fetched(reference, done))
        return task

    async def versions(self, repository: str, name: str) -> list[ChartVersion]:
        """What the repository offers, newest first."""
        self.check(repository)
        return newest_first(await self._source(repository).versions(repository, name))

    def check(self, repository: str) -> None:
        """Raise ChartNotAllowed unless the site allows the repository."""
        if repository.rstrip("/") not in self._allowed:
            raise ChartNotAllowed(say("chart_repository_refused"))

    async def close(self) -> None:
        tasks = list(self._fetching.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _source(self, repository: str) -> Source:
        return self._registries if repository.startswith(SCHEME) else self._indexed

    def _fetched(self, reference: ChartReference, task: asyncio.Task[Path]) -> None:
        del self._fetching[reference]
        if not task.cancelled():
            task.exception()  # seen by those who wait; nobody may

    async def _fetch(self, reference: ChartReference) -> Path:
        try:
            async with asyncio.timeout(FETCH_WITHIN):
                packed = await self._source(reference.repository).fetch(reference)
        except TimeoutError as exc:
            raise ChartUnavailable(say("chart_fetch_slow", seconds=round(FETCH_WITHIN))) from exc
        digest = hashlib.sha256(packed.content).hexdigest()
        for expected in (reference.digest, packed.promised):
            if not _matches(digest, expected):
                raise ChartNotAllowed(say("chart_digest", chart=f"{reference.name} {reference.version}"))
        await asyncio.to_thread(self._keep, digest, packed.content, self._pointer(reference))
        return self._cache / f"{digest}.tgz"

    def _keep(self, digest: str, content: bytes, pointer: Path) -> None:
        self._cache.mkdir(parents=True, exist_ok=True)
        _write(self._cache / f"{digest}.tgz", content)
        _write(pointer, digest.encode())
        archives = sorted(self._cache.glob("*.tgz"), key=lambda path: path.stat().st_mtime, reverse=True)
        total = 0
        for path in archives:
            total += path.stat().st_size
            if total > CACHE_LIMIT:
                path.unlink(missing_ok=True)

    def _pointer(self, reference: ChartReference) -> Path:
        text = f"{reference.repository.rstrip('/')}\n{reference.name}\n{reference.version}"
        return self._cache / (hashlib.sha256(text.encode()).hexdigest() + ".digest")


def _matches(digest: str, expected: str | None) -> bool:
    return not expected or re.sub("^sha256:", "", expected) == digest


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a process that dies leaves no half chart."""
    handle, temporary = tempfile.mkstemp(prefix=_HALF, dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
