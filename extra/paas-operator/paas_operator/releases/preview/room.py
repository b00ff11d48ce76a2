"""Whether a pod fits once the one it takes the place of is gone, from what the quota's refusal says."""

import re
from typing import Any

from paas_operator.kube.quantity import parse_quantity
from paas_operator.releases.preview.sums import resources

Json = dict[str, Any]

# ResourceQuota's own words: "exceeded quota: <name>, requested: a=1,b=2, used: a=1,b=2, limited: a=1,b=2"
_WORDS = re.compile(r"exceeded quota: [^,]+, requested: (\S+), used: (\S+), limited: (\S+)")


def is_refusal(message: str) -> bool:
    return "exceeded quota" in message


def fits_after(message: str, live: Json) -> bool:
    """Whether the refused pod would fit without those of `live`; False where the words can't be read."""
    match = _WORDS.search(message)
    if match is None:
        return False
    requested, used, limited = map(_amounts, match.groups())
    sums = resources([live])
    freed = {"limits.cpu": sums["cpu"], "limits.memory": sums["memory_gb"] * 2**30}
    return all(used.get(key, 0) - freed.get(key, 0) + amount <= limited[key] for key, amount in requested.items())


def _amounts(text: str) -> dict[str, float]:
    return {key: parse_quantity(amount) for key, _, amount in (part.partition("=") for part in text.split(","))}
