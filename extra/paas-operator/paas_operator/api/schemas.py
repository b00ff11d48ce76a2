"""The answers, as the OpenAPI document tells them."""

from typing import Any, Literal

from pydantic import BaseModel


class Sentence(BaseModel):
    """A key of the operator's table of sentences (`docs/operator.md`) and what stands in its places."""

    key: str
    params: dict[str, str | int]


class Said(BaseModel):
    """`message` in English; `said` is the same to be told in any language, empty where it can't be."""

    message: str
    said: list[Sentence]


class Reason(Said):
    code: str


class Replicas(BaseModel):
    desired: int
    ready: int


class Endpoint(BaseModel):
    name: str
    port: int
    host: str


class ReleaseStatus(BaseModel):
    namespace: str
    name: str
    generation: int
    observed_generation: int
    good_generation: int
    desired: Literal["running", "stopped", "absent"]
    action: str
    phase: Literal["queued", "working", "ready", "stopped", "failed", "deleting", "deleted"]
    stage: Literal["queued", "namespace", "chart", "resources", "pods", "reachable", "done"]
    progress: int
    stage_times: dict[str, str]
    reason: Reason | None
    revision: int
    chart_version: str
    replicas: Replicas
    kept_volumes: list[str]
    endpoints: list[Endpoint]
    updated_at: str
    digest: str
    database_uuid: str
    resource_version: int


class ReleaseList(BaseModel):
    items: list[ReleaseStatus]


class Revision(BaseModel):
    revision: int
    generation: int
    status: str
    chart_version: str
    app_version: str
    updated_at: str
    description: str


class RevisionList(BaseModel):
    items: list[Revision]


class ReleaseObject(Said):
    """`parent` is the `uid` of another item; the release itself has none."""

    uid: str
    kind: str
    name: str
    api_version: str
    parent: str | None
    state: Literal["ok", "working", "failing", "unknown"]
    created_at: str
    details: dict[str, Any]


class ReleaseObjectList(BaseModel):
    items: list[ReleaseObject]


class Event(BaseModel):
    type: str
    about: str
    reason: str
    message: str
    count: int
    last: str


class EventList(BaseModel):
    items: list[Event]


class LogLine(BaseModel):
    at: str
    text: str


class LoggingPod(BaseModel):
    name: str
    containers: list[str]
    ready: bool


class Logs(BaseModel):
    pod: str
    container: str
    lines: list[LogLine]
    cursor: str
    pods: list[LoggingPod]


class ObjectChange(BaseModel):
    """`fields` are paths; what stands there is never told."""

    kind: str
    name: str
    change: Literal["create", "update", "replace", "delete", "unchanged"]
    fields: list[str]


class PreviewWarning(Said):
    code: Literal[
        "restart", "immutable", "volume_shrink", "data_not_rolled_back", "quota", "admission", "reference_missing"
    ]
    object: str


class PreviewResources(BaseModel):
    cpu: float
    memory_gb: float
    storage_gb: float


class Preview(BaseModel):
    objects: list[ObjectChange]
    warnings: list[PreviewWarning]
    images: list[str]
    resources: PreviewResources


class ContainerUse(BaseModel):
    """`cpu` in cores, `memory` in bytes; a container without a limit has null there."""

    pod: str
    container: str
    cpu: float
    memory: int
    cpu_limit: float | None
    memory_limit: int | None
    restarts: int


class Use(BaseModel):
    at: str
    cpu: float
    memory: int


class Metrics(Said):
    """`history` is the sum over the release's pods, for the last hour that this operator was running."""

    available: bool
    items: list[ContainerUse]
    history: list[Use]


class Secret(BaseModel):
    key: str
    value: str


class ChartVersion(BaseModel):
    name: str
    version: str


class Info(BaseModel):
    version: str
    kubernetes_version: str
    helm_version: str
    cluster_kind: Literal["kubernetes", "embedded", "simulated"]
    enforces_network_policy: bool
    stand_in_images: bool
    prefix: str
    metrics: bool
    tls: Literal["off", "cert-manager", "default-certificate"]
    charts: list[ChartVersion]


class Problem(BaseModel):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    said: list[Sentence]
    code: str
    retryable: bool


class NamespaceStatus(BaseModel):
    namespace: str
    phase: Literal["active", "terminating"]
    database_uuid: str
    workspace_uuid: str


class ChartVersionItem(BaseModel):
    version: str
    app_version: str


class ChartVersionList(BaseModel):
    items: list[ChartVersionItem]


class ChartImage(BaseModel):
    image: str
    floating: bool
    allowed: bool


class ChartObject(BaseModel):
    kind: str
    name: str
    api_version: str


class ChartFinding(Said):
    code: str
    severity: Literal["refuse", "warn"]
    object: str


class CheckedChart(BaseModel):
    digest: str
    app_version: str
    images: list[ChartImage]
    objects: list[ChartObject]
    findings: list[ChartFinding]


class ChartText(BaseModel):
    repository: str
    name: str
    version: str
    text: str


class ChartValues(ChartText):
    parsed: dict[str, Any]
