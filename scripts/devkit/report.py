"""Progress with times on the terminal, and errors that say what to do next."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class Problem(Exception):
    """Something a person has to know: one sentence of what happened and one of the way on."""

    def __init__(self, message: str, way_on: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.way_on = way_on


class Report:
    """Writes one line per finished step; safe to use from several threads."""

    def __init__(self, stream: TextIO | None = None, quiet: bool = False) -> None:
        self.stream = stream or sys.stderr
        self.quiet = quiet
        self.started = time.monotonic()
        self.durations: list[tuple[str, float]] = []
        self._lock = threading.Lock()

    def say(self, text: str) -> None:
        """Print one line, with the seconds since the start before it."""
        if self.quiet:
            return
        with self._lock:
            self.stream.write(f"[{time.monotonic() - self.started:6.1f} s] {text}\n")
            self.stream.flush()

    @contextmanager
    def step(self, title: str, announce: bool = True) -> Iterator[None]:
        """Announce `title`, and say how long it took when it is done.

        With `announce=False` a step that takes less than a second stays unmentioned.
        """
        begun = time.monotonic()
        if announce:
            self.say(f"{title} …")
        yield
        took = time.monotonic() - begun
        self.durations.append((title, took))
        if announce or took >= 1:
            self.say(f"{title}: done in {took:.1f} s")
