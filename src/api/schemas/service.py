"""Services: launched applications."""

from typing import Annotated, Any, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from .base import Input, ListQuery, Name, Output, RecordId, Timestamp
from .marketplace import Specs, TemplateRef

State = Literal[
    "pending", "deploying", "running", "upgrading", "stopping", "stopped", "starting", "restarting", "error",
    "deleting", "deleted",
]
Plain = str | int | float | bool | None


class FromService(TypedDict):
    """A value that comes from another service of the workspace; its key is the one that the form names."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    from_service: RecordId
    key: NotRequired[Annotated[str, Field(max_length=253)]]


Value = Plain | FromService
Values = Annotated[dict[Annotated[str, Field(max_length=253)], Value], Field(max_length=200)]
Subdomain = Annotated[
    str, StringConstraints(strip_whitespace=True, to_lower=True, min_length=1, max_length=63),
]


class ServiceLaunch(Input):
    template_id: RecordId
    name: Name
    subdomain: Subdomain | None = None
    values: Values = Field(default_factory=dict, description="By dotted key, as the form names them.")
    version: str | None = Field(None, max_length=100, description="A chart version that is offered; else the newest.")


class ServiceUpdate(Input):
    name: Name | None = None
    values: Values | None = None
    unset: list[str] | None = Field(None, max_length=200, description="Keys that go back to their default.")


class ServiceDelete(Input):
    keep_data: bool = Field(False, description="Keep the volumes for a later launch.")


class ServiceUpgrade(Input):
    version: Annotated[str, Field(min_length=1, max_length=100)] = Field(description="One of “versions” that is newer.")
    values: Values | None = None
    unset: list[str] | None = Field(None, max_length=200, description="Keys that go back to their default.")


class PreviewAsked(Input):
    """What is to be done, with the words that doing it takes; without ``action``, what these words mean."""

    action: Literal["change", "upgrade", "rollback", "domain"] | None = None
    values: Values | None = None
    unset: list[str] | None = Field(None, max_length=200)
    version: str | None = Field(None, max_length=100, description="For an upgrade.")
    generation: RecordId | None = Field(None, description="For a rollback.")
    subdomain: Subdomain | None = Field(None, description="For a domain.")


class ServiceRollback(Input):
    generation: RecordId


class ServiceDomain(Input):
    subdomain: Subdomain


class ServiceRelaunch(Input):
    subdomain: Subdomain | None = Field(None, description="In place of the name that it had.")


class CustomDomainClaim(Input):
    domain: str = Field(min_length=1, max_length=253)


class ServiceQuery(ListQuery):
    order: Literal["name", "-name", "state", "-state", "created_date", "-created_date"] = "name"
    state: State | None = None
    kept: bool = Field(False, description="Only deleted ones whose volumes are still there.")


class CustomDomain(Output):
    name: str
    state: Literal["pending", "verified", "active"]
    txt_name: str = Field(description="Where the TXT record that proves it belongs.")
    txt_value: str
    cname: str = Field(description="What the domain itself should point to.")
    message: str


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
    custom_domain: CustomDomain | None
    provides: str = Field(description="What its neighbours may use it as, such as “postgresql”; or empty.")
    revision: int
    chart_version: str
    update_available: str = Field(description="The newest version that is offered if it is newer; else empty.")
    desired_replicas: int
    ready_replicas: int
    created_date: Timestamp
    deployed_at: Timestamp | None
    updated_at: Timestamp | None
    allowed_actions: list[str]
    generation: int
    observed_generation: int
    stage_times: dict[str, Timestamp]
    kept_volumes: list[str] = Field(description="Of a deleted service: it can be launched on them again.")
    operator_reachable: bool


class Masked(Output):
    """A secret value: that it is there, not what it is."""

    value: None = None
    has_value: bool


class Taken(Output):
    """A value that comes from another service; its name is empty when that is gone."""

    from_service: int
    from_service_name: str
    key: str


class Resources(Output):
    vcpu: float
    ram_gb: float
    storage_gb: float


class Endpoint(Output):
    name: str
    port: int
    host: str


class WayIn(Output):
    label: str
    value: str | None = None
    secret_key: str | None = Field(None, description="In place of a value: what is to be revealed.")


class Outside(Output):
    url: str
    text: str


class Connection(Output):
    inside: list[WayIn]
    outside: Outside
    uri: str = Field(description="With “<key>” where a secret belongs; empty while something is not known.")


class ServiceRef(Output):
    id: int
    name: str


class ServiceDetail(Service):
    namespace: str
    release_name: str
    values: dict[str, Masked | Taken | Plain]
    ignored_values: list[str]
    internal_endpoints: list[Endpoint]
    resources: Resources
    specs: Specs
    connection: Connection
    used_by: list[ServiceRef] = Field(description="Services that take values from this one.")


class Version(Output):
    version: str
    app_version: str
    notes: str
    current: bool
    newer: bool


class Difference(Output):
    key: str = Field(description="“@host” for the address.")
    label: str
    before: Taken | Plain
    after: Taken | Plain
    secret: bool = Field(description="Then neither side is told, only that they differ.")
    generated: bool = Field(description="A secret that the platform makes.")
    options: dict[str, str] = Field(description="Label by value, where there is a choice.")


class ObjectChange(Output):
    kind: str
    name: str
    change: str = Field(description="create, update, replace, delete or unchanged.")
    fields: list[str]


class PreviewWarning(Output):
    code: str
    message: str
    object: str


class PriceChange(Output):
    before: float
    after: float
    currency: str


class QuotaChange(Output):
    resource: str
    limit: float
    used: float
    after: float
    fits: bool


class TextChange(Output):
    before: str
    after: str


class Preview(Output):
    """What will change; “objects” only while the cluster can be asked, as “cluster” and “message” say."""

    values: list[Difference]
    objects: list[ObjectChange]
    warnings: list[PreviewWarning]
    price: PriceChange
    quota: list[QuotaChange]
    version: TextChange
    cluster: Literal["ok", "unavailable", "not_fetched"]
    message: str


class DiffQuery(Input):
    against: RecordId | None = Field(None, description="Another generation; without it the one before.")


class RevisionDiff(Output):
    values: list[Difference]
    chart_version: TextChange
    host: TextChange


class Revision(Output):
    generation: int
    kind: str
    chart_version: str
    values: dict[str, Any]
    subdomain: str
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
