"""Pages read from the cluster while they wait: few do so at once, so that a slow cluster does not take every thread."""

import threading
from contextlib import contextmanager

from ..api.errors import OperatorUnavailable

AT_ONCE = 4
PATIENCE = 1.0  # seconds; together with the call's own limit still shorter than a browser waits

_places = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def few_at_once(translate):
    """Hold one of this process' few places; ``OperatorUnavailable`` if none gets free soon."""
    if not _places.acquire(timeout=PATIENCE):
        raise OperatorUnavailable(translate("Many people are asking the cluster just now. Try again in a moment."))
    try:
        yield
    finally:
        _places.release()
