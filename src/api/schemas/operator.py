"""What the operator tells us."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .base import Input, Timestamp

Label = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]


class ReleaseStatus(BaseModel):
    """The state of one release; a newer operator may tell more than we know of."""

    model_config = ConfigDict(extra="allow")

    namespace: Label
    name: Label
    generation: int = Field(ge=0, le=2**31 - 1)
    observed_generation: int = Field(ge=0, le=2**31 - 1)
    phase: Literal["queued", "working", "ready", "stopped", "failed", "deleting", "deleted"]
    database_uuid: str
    stage: str = Field("queued", max_length=32)
    progress: int = Field(0, ge=0, le=100)
    stage_times: dict[str, Timestamp] = Field(default_factory=dict)
    reason: dict[str, Any] | None = None
    revision: int | None = None


class EventBatch(Input):
    events: list[ReleaseStatus] = Field(max_length=1000)
