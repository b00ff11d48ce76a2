"""Wall-clock times as the Kubernetes API writes them."""

from datetime import UTC, datetime


def now() -> str:
    """The present moment, RFC 3339 in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now_micro() -> str:
    """The present moment as a `MicroTime`, which Leases use."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def seconds_since(timestamp: str) -> float:
    """How long ago an RFC 3339 time was, by this machine's clock."""
    return (datetime.now(UTC) - datetime.fromisoformat(timestamp)).total_seconds()
