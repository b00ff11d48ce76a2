"""Services: launched applications."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from .base import Input, ListQuery, Name, Output, RecordId, Timestamp
from .marketplace import Specs, TemplateRef

State = Literal[
    "pending", "deploying", "running", "upgrading", "stopping", "stopped", "starting", "restarting", "error",
    "deleting", "deleted",
]
Value = str | int | float | bool | None
Values = Annotated[dict[Annotated[str, Field(max_length=253)], Value], Field(max_length=200)]
Subdomain = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=63),
]


class ServiceLaunch(Input):
    template_id: RecordId
    name: Name
    subdomain: Subdomain | None = None
    values: Values = Field(default_factory=dict, description="By dotted key, as the form names them.")


class ServiceUpdate(Input):
    name: Name | None = None
    values: Values | None = None
    unset: list[str] | None = Field(None, max_length=200, description="Keys that go back to their default.")


class ServiceDelete(Input):
    keep_data: bool = Field(False, description="Keep the volumes for a later launch.")


class ServiceRollback(Input):
    generation: RecordId


class ServiceDomain(Input):
    subdomain: Subdomain


class ServiceQuery(ListQuery):
    order: Literal["name", "-name", "state", "-state", "created_date", "-created_date"] = "name"
    state: State | None = None


class Service(Output):
    id: int
    name: str
    state: State
    state_reason: str
    state_reason_code: str = Field(description="A stable word for the reason, e.g. “image_pull”; empty without one.")
    stage: str
    progress: int
    template: TemplateRef
    workspace_id: int
    subdomain: str
    url: str
    custom_domain: str
    revision: int
    chart_version: str
    desired_replicas: int
    ready_replicas: int
    created_date: Timestamp
    deployed_at: Timestamp | None
    updated_at: Timestamp | None
    allowed_actions: list[str]
    generation: int
    observed_generation: int
    stage_times: dict[str, Timestamp]
    operator_reachable: bool


class Masked(Output):
    """A secret value: that it is there, not what it is."""

    value: None = None
    has_value: bool


class Resources(Output):
    vcpu: float
    ram_gb: float
    storage_gb: float


class Endpoint(Output):
    name: str
    port: int
    host: str


class ServiceDetail(Service):
    namespace: str
    release_name: str
    values: dict[str, Masked | Value]
    ignored_values: list[str]
    internal_endpoints: list[Endpoint]
    resources: Resources
    specs: Specs


class Revision(Output):
    generation: int
    kind: str
    chart_version: str
    values: dict[str, Any]
    outcome: Literal["pending", "good", "failed", "superseded", "went_back"]
    reason: str
    user_name: str
    created_date: Timestamp
    finished_date: Timestamp | None
    current: bool
    can_roll_back: bool


class Secret(Output):
    key: str
    value: str
