"""What the cluster says when a ResourceQuota refuses an object.

Its words: "exceeded quota: <name>, requested: a=1,b=2, used: a=1,b=2, limited: a=1,b=2".
"""

import re

_COUNT = re.compile(r"exceeded quota: .*limited: (?:\S*,)?count/([a-z]+)")


def too_many(message: str) -> str:
    """The kind of object, in its plural, of which there are too many already; empty where it is not their number."""
    found = _COUNT.search(message)
    return found[1] if found else ""
