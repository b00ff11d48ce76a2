"""What happened to a release, kept in the annotations of its intent Secret."""

import json
from dataclasses import dataclass, field, fields
from typing import Any, Literal

PREFIX = "woow.io/"

Phase = Literal["queued", "working", "ready", "stopped", "failed", "deleting", "deleted"]
Stage = Literal["queued", "namespace", "chart", "resources", "pods", "reachable", "done"]

Json = dict[str, Any]


@dataclass(frozen=True)
class Status:
    """Every field is one annotation, `woow.io/<field with hyphens>`; structures are JSON."""

    generation: int = 0
    observed_generation: int = 0
    good_generation: int = 0
    desired: str = "running"
    action: str = ""
    phase: Phase = "queued"
    stage: Stage = "queued"
    stage_times: Json = field(default_factory=dict)
    reason: Json | None = None
    revision: int = 0
    chart_version: str = ""
    digest: str = ""
    database_uuid: str = ""
    workspace_uuid: str = ""
    updated_at: str = ""
    attempts: int = 0
    kept_volumes: list[str] = field(default_factory=list)
    going_back_to: int = 0
    going_back_from: Json | None = None
    asked_by: str = ""
    written_by: str = ""

    @property
    def ended(self) -> bool:
        """Whether the newest intent came to an end."""
        return self.observed_generation == self.generation

    def to_annotations(self) -> dict[str, str]:
        return {name: _text(getattr(self, field_name)) for field_name, name in _NAMES}

    @classmethod
    def from_annotations(cls, annotations: dict[str, str]) -> "Status":
        return cls(**{field: _value(field, annotations[name]) for field, name in _NAMES if name in annotations})


_NAMES = tuple((f.name, PREFIX + f.name.replace("_", "-")) for f in fields(Status))
_NUMBERS = {f.name for f in fields(Status) if f.type is int or f.type == "int"}
_STRUCTURES = {"stage_times", "reason", "kept_volumes", "going_back_from"}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _value(field_name: str, text: str) -> Any:
    if field_name in _NUMBERS:
        return int(text)
    return json.loads(text) if field_name in _STRUCTURES else text
