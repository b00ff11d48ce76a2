"""Wall-clock times as the Kubernetes API writes them, by the API server's clock: replicas' own may be apart."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Less than this is the time an answer takes, and the second that the header is rounded to.
TOLERATED = 3.0


class _Shared:
    """How far this machine's clock is ahead of the API server's."""

    ahead = 0.0


def agree(date: str) -> None:
    """Take the `Date` header of an answer of the API server as the present moment; one that is no date says nothing."""
    try:
        ahead = time.time() - parsedate_to_datetime(date).timestamp()
    except ValueError:
        return
    if abs(ahead - _Shared.ahead) > TOLERATED:
        _Shared.ahead = ahead if abs(ahead) > TOLERATED else 0.0


def timestamp() -> float:
    """The present moment in seconds since 1970."""
    return time.time() - _Shared.ahead


def now() -> str:
    """The present moment, RFC 3339 in UTC, to the millisecond."""
    return _text("milliseconds")


def now_micro() -> str:
    """The present moment as a `MicroTime`, which Leases use."""
    return _text("microseconds")


def seconds_since(moment: str) -> float:
    """How long ago an RFC 3339 time was."""
    return timestamp() - datetime.fromisoformat(moment).timestamp()


def _text(precision: str) -> str:
    return datetime.fromtimestamp(timestamp(), UTC).isoformat(timespec=precision).replace("+00:00", "Z")
