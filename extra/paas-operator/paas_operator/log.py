"""JSON logs, one object a line, each with the id of the request it comes from; keys and secrets are blotted out.

Values, secrets and keys are never passed to a logger; what is known to be secret is looked for all the same, since a
library's message may repeat what it was given.
"""

import json
import logging
import re
import sys
import uuid
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered or, in a worker, of the one that asked for the generation."""

_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "color_message", "taskName"}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_BLOT = "•••"
_SHORTEST = 4

_work_secrets: ContextVar[tuple[str, ...]] = ContextVar("work_secrets", default=())


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON; what a call gives in `extra` become fields of their own."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **({"request_id": request_id.get()} if request_id.get() else {}),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(_blotted(entry, (*self._secrets, *_work_secrets.get())))


def configure_logging(level: str = "info", secrets: Iterable[str] = ()) -> None:
    """Send all logs to standard error as JSON, without `secrets`; libraries speak only when something is wrong."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("asyncio", "httpx", "httpcore", "uvicorn.access"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def begin_work(asked_by: str, secrets: Iterable[str]) -> None:
    """Let every line of this task carry the id of the request that asked for it, and none of these secrets."""
    request_id.set(asked_by)
    hide(secrets)


def hide(secrets: Iterable[str]) -> None:
    """Blot these secrets, in place of those before, out of every line of this task."""
    _work_secrets.set(tuple(sorted((s for s in secrets if len(s) >= _SHORTEST), key=len, reverse=True)))


def accepted_request_id(given: str) -> str:
    """The caller's id if it is a plain word of at most 64 characters, else a new one."""
    return given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex


def _blotted(value: Any, secrets: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {str(key): _blotted(item, secrets) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_blotted(item, secrets) for item in value]
    if isinstance(value, int | float | None):
        return value
    text = str(value)
    for secret in secrets:
        text = text.replace(secret, _BLOT)
    return text
