"""One at a time: two runs, or two suites of one run, never build the same thing at once."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from .paths import cache_folder


@contextmanager
def held(path: Path, waiting: Callable[[], None] = lambda: None, shared: bool = False) -> Iterator[None]:
    """Hold the lock file `path`, with others if it is `shared`; `waiting` is called when somebody else has it."""
    how = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, how | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, how)
        yield


def in_cache(name: str) -> Path:
    """The lock file of a thing that is built in the user's cache."""
    return cache_folder() / "locks" / name
