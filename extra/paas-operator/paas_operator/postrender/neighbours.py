"""The other services of the workspace: what is theirs bears the name of their release, which ends at random."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from paas_operator.postrender.findings import Against
from paas_operator.postrender.rules import Rules
from paas_operator.postrender.used import used
from paas_operator.saying import say

Json = dict[str, Any]


def check_neighbours(obj: Json, rules: Rules) -> Iterator[Against]:
    """Neither named as if it were a neighbour's, which a hook would replace, nor with a hand on what is one's."""
    if _is_a_neighbours(str(obj["metadata"].get("name")), rules):
        yield say("neighbour")
    for kind, name in used(obj):
        if _is_a_neighbours(name, rules):
            yield say("neighbour.used", kind=kind, name=name)


def _is_a_neighbours(name: str, rules: Rules) -> bool:
    found = _releases((rules.service, *rules.neighbours)).findall(name)
    return any(release in rules.neighbours for release in found)


@cache
def _releases(releases: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the names as a whole, the longest that fits: one release's name may begin with another's."""
    longest_first = sorted(releases, key=len, reverse=True)
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, longest_first))})(?![a-z0-9])")
