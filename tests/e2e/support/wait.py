"""Waiting for something that others bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PATIENCE = 180  # seconds that is waited for what is no promise, on a machine where everything else runs, too


def wait_for(look: Callable[[], T], what: str, seconds: float = PATIENCE, pause: float = 1) -> T:
    """Call `look` until it answers something true, and return that; AssertionError says what did not come.

    The longer it takes, the rarer it looks, up to every `pause` seconds.
    """
    deadline, delay = time.monotonic() + seconds, min(0.1, pause)
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"After {seconds:g} s: {what}. Seen last: {seen!r}")
        time.sleep(delay)
        delay = min(delay * 1.5, pause)
