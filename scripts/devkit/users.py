"""Which checkouts use the user's one cluster right now: it is stopped only when nobody else does."""

import os
from pathlib import Path

from .instance import Instance
from .paths import checkout_digest
from .process import Process


def _folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "woow-paas" / "users"


def _entry(instance: Instance) -> Path:
    return _folder() / f"{checkout_digest()}-{instance.name}"


def note(instance: Instance) -> None:
    """Note that `instance` uses the cluster as long as its operator lives."""
    _folder().mkdir(parents=True, exist_ok=True)
    _entry(instance).write_text(str(instance.run))


def others(instance: Instance) -> list[str]:
    """The run folders of other instances whose operator lives."""
    entries = [path for path in _folder().glob("*") if path != _entry(instance)]
    folders = [Path(path.read_text()) for path in entries]
    return [str(folder) for folder in folders if Process("operator", folder, folder).pid()]


def forget(instance: Instance) -> None:
    """Note that `instance` does not use the cluster any more."""
    _entry(instance).unlink(missing_ok=True)
