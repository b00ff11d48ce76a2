"""Waiting for something that others bring about."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def wait_for(look: Callable[[], T], what: str, seconds: float = 60, pause: float = 0.3) -> T:
    """Call `look` until it answers something true, and return that; AssertionError says what did not come."""
    deadline = time.monotonic() + seconds
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > deadline:
            raise AssertionError(f"After {seconds:g} s: {what}. Seen last: {seen!r}")
        time.sleep(pause)
