"""What is read from the cluster on demand: the operator's shapes, to which a newer operator may add."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .base import Input

PodName = Annotated[str, StringConstraints(max_length=253, pattern=r"^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?$")]
ContainerName = Annotated[str, StringConstraints(max_length=63, pattern=r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$")]
Cursor = Annotated[str, StringConstraints(max_length=40, pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z)?$")]


class Told(BaseModel):
    """What the operator says; further keys may follow."""

    model_config = ConfigDict(extra="allow")


class Resource(Told):
    uid: str
    kind: str
    name: str
    api_version: str
    parent: str | None = Field(description="The uid of what it belongs to; none for the release itself.")
    state: Literal["ok", "working", "failing", "unknown"]
    message: str
    created_at: str | None
    details: dict[str, Any]


class ResourceTree(Told):
    items: list[Resource]


class Event(Told):
    type: str
    about: str = Field(description="Kind/name of the object.")
    reason: str
    message: str
    count: int
    last: str | None


class EventList(Told):
    items: list[Event]


class LogQuery(Input):
    pod: PodName = Field("", description="One of “pods”; without it one is chosen.")
    container: ContainerName = ""
    since: Cursor = Field("", description="The “cursor” of the answer before: only what came after it.")
    limit: int = Field(200, ge=1, le=2000, description="At most so many lines, the newest.")


class LogLine(Told):
    at: str
    text: str


class LogPod(Told):
    name: str
    containers: list[str]
    ready: bool


class Logs(Told):
    pod: str
    container: str
    lines: list[LogLine]
    cursor: str
    pods: list[LogPod]


class Usage(Told):
    pod: str
    container: str
    cpu: float | None = Field(description="Cores.")
    memory: float | None = Field(description="Bytes.")
    cpu_limit: float | None
    memory_limit: float | None
    restarts: int


class Sample(Told):
    at: str
    cpu: float
    memory: float


class Metrics(Told):
    available: bool
    message: str
    items: list[Usage]
    history: list[Sample]
