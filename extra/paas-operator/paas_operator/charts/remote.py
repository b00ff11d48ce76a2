"""Charts of https repositories (Helm's chart repository format: `index.yaml` and packed charts)."""

import asyncio
import hashlib
import os
import re
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import yaml

from paas_operator.charts.pinned import PinnedClient
from paas_operator.charts.reference import ChartReference
from paas_operator.errors import ChartNotAllowed, ChartNotFound

INDEX_LIMIT = 32 << 20
CHART_LIMIT = 10 << 20


class RemoteCharts:
    """Fetches a chart once, checks its digest, and keeps it by that digest."""

    def __init__(self, client: PinnedClient, allowed: tuple[str, ...], cache: Path) -> None:
        self._client = client
        self._allowed = allowed
        self._cache = cache / "charts"

    async def find(self, reference: ChartReference) -> Path:
        """The chart as a local archive; raises ChartNotAllowed, ChartNotFound or ChartUnavailable."""
        self.check(reference.repository)
        pointer = self._cache / (_key(reference) + ".digest")
        if pointer.exists():
            held = self._cache / f"{pointer.read_text()}.tgz"
            if held.exists() and _matches(pointer.read_text(), reference.digest):
                return held
        return await self._fetch(reference, pointer)

    def check(self, repository: str) -> None:
        """Raise ChartNotAllowed unless the site allows the repository."""
        if repository.startswith("oci://"):
            raise ChartNotAllowed("Charts from OCI registries can't be used yet: name an https:// repository.")
        if repository.rstrip("/") not in self._allowed:
            raise ChartNotAllowed("The chart repository is not one that this site allows.")

    async def _fetch(self, reference: ChartReference, pointer: Path) -> Path:
        base = reference.repository.rstrip("/") + "/"
        index = await self._client.fetch(urljoin(base, "index.yaml"), INDEX_LIMIT)
        entry = await asyncio.to_thread(_entry, index, reference)
        urls = entry.get("urls")
        if not isinstance(urls, list) or not urls or not isinstance(urls[0], str):
            raise ChartNotFound("The repository's index names no address for the chart.")
        body = await self._client.fetch(urljoin(base, urls[0]), CHART_LIMIT)
        digest = hashlib.sha256(body).hexdigest()
        for expected in (reference.digest, entry.get("digest")):
            if not _matches(digest, expected):
                raise ChartNotAllowed(
                    f"The chart {reference.name} {reference.version} does not have the digest promised."
                )
        self._cache.mkdir(parents=True, exist_ok=True)
        _write(self._cache / f"{digest}.tgz", body)
        _write(pointer, digest.encode())
        return self._cache / f"{digest}.tgz"


def _entry(index: bytes, reference: ChartReference) -> dict[str, Any]:
    try:
        parsed = yaml.load(index, Loader=yaml.CSafeLoader)
        versions = parsed["entries"].get(reference.name) or []
        return next(v for v in versions if str(v["version"]) == reference.version)
    except StopIteration as exc:
        raise ChartNotFound(f"The repository has no chart {reference.name} {reference.version}.") from exc
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise ChartNotFound("The repository's index can't be read.") from exc


def _matches(digest: str, expected: str | None) -> bool:
    return not expected or re.sub("^sha256:", "", expected) == digest


def _key(reference: ChartReference) -> str:
    text = f"{reference.repository.rstrip('/')}\n{reference.name}\n{reference.version}"
    return hashlib.sha256(text.encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: a process that dies leaves no half chart."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
    Path(temporary).replace(path)
