"""What kinds of chart repositories have in common."""

import re
from dataclasses import dataclass
from typing import Protocol

from paas_operator.charts.reference import ChartReference

CHART_LIMIT = 10 << 20

_SEMVER = re.compile(r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$", re.ASCII)


@dataclass(frozen=True)
class ChartVersion:
    """A version a repository offers; `app_version` is empty where the repository does not tell."""

    version: str
    app_version: str = ""


@dataclass(frozen=True)
class Packed:
    """A packed chart and the digest that its repository promised for it."""

    content: bytes
    promised: str | None


class Source(Protocol):
    """One kind of repository; each method raises ChartNotAllowed, ChartNotFound or ChartUnavailable."""

    async def fetch(self, reference: ChartReference) -> Packed: ...

    async def versions(self, repository: str, name: str) -> list[ChartVersion]: ...


def newest_first(found: list[ChartVersion]) -> list[ChartVersion]:
    """In SemVer's order (https://semver.org, 11); what is no exact version is left out."""
    usable = [item for item in found if _SEMVER.match(item.version)]
    return sorted(usable, key=lambda item: _precedence(item.version), reverse=True)


def _precedence(version: str) -> tuple[object, ...]:
    match = _SEMVER.match(version)
    if match is None:
        raise ValueError(version)
    *numbers, pre = match.groups()
    parts = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in (pre or "").split(".") if p]
    return (*map(int, numbers), not pre, parts)
