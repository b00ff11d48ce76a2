"""What is counted: Prometheus metrics that every part of the operator writes into and `/metrics` tells.

Labels are words of ours alone, never names of tenants or anything a caller sent, so their number has an end.
"""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from paas_operator.errors import HelmFailed

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

_SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
_LONG = (0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600)

OPERATIONS = Counter(
    "paas_operator_operations", "Generations of releases that came to an end", ("kind", "result"), registry=REGISTRY
)
OPERATION_SECONDS = Histogram(
    "paas_operator_operation_seconds",
    "From the wish to its end",
    ("kind", "result"),
    buckets=_LONG,
    registry=REGISTRY,
)
FAILURES = Counter(
    "paas_operator_operation_failures", "Generations that failed, by the reason's code", ("reason",), registry=REGISTRY
)
HELM_EXITS = Counter(
    "paas_operator_helm_exits", "Helm processes that ended, by cause", ("command", "cause"), registry=REGISTRY
)
HELM_SECONDS = Histogram(
    "paas_operator_helm_seconds", "How long Helm processes ran", ("command",), buckets=_LONG, registry=REGISTRY
)
HELM_RUNNING = Gauge("paas_operator_helm_running", "Helm processes that run now", registry=REGISTRY)
HELM_WAITING = Gauge("paas_operator_helm_waiting", "Helm runs that wait for their turn", registry=REGISTRY)
EVENTS = Counter(
    "paas_operator_events", "Statuses for Odoo that were delivered or dropped", ("result",), registry=REGISTRY
)
REQUESTS = Counter("paas_operator_http_requests", "Answered requests", ("method", "status"), registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "paas_operator_http_request_seconds", "Time to answer", ("method",), buckets=_SHORT, registry=REGISTRY
)
WATCH_INTERRUPTIONS = Counter(
    "paas_operator_watch_interruptions", "Watches that broke and were begun anew", ("resource",), registry=REGISTRY
)


@dataclass
class HelmEnd:
    """How a Helm process ended: `success`, the code of its failure, `timeout`, `ended` by us, or `not_started`."""

    cause: str = "not_started"


@contextmanager
def helm_run(command: str) -> Iterator[HelmEnd]:
    """Count one Helm process and its time; the caller says how it ended, an exception says it by itself."""
    end, began = HelmEnd(), time.monotonic()
    try:
        yield end
    except HelmFailed as exc:
        end.cause = exc.code
        raise
    except asyncio.CancelledError:
        end.cause = "ended"
        raise
    finally:
        HELM_EXITS.labels(command, end.cause).inc()
        HELM_SECONDS.labels(command).observe(time.monotonic() - began)


def request_answered(method: str, status: int, seconds: float) -> None:
    """Count one answer; its children are looked up once and kept, since this runs for every read."""
    count, time_taken = _request_children(method, status)
    count.inc()
    time_taken.observe(seconds)


@cache
def _request_children(method: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, str(status)), REQUEST_SECONDS.labels(method)


def operation_ended(kind: str, result: str, seconds: float, reason: str = "") -> None:
    """Count the end of a generation; `reason` is the code of why it failed or went back."""
    OPERATIONS.labels(kind, result).inc()
    OPERATION_SECONDS.labels(kind, result).observe(max(seconds, 0))
    if reason:
        FAILURES.labels(reason).inc()
