"""Workspaces and their members."""

from typing import Literal

from pydantic import Field

from .base import Input, ListQuery, Money, Name, Output, Person, RecordId, Timestamp

Role = Literal["owner", "admin", "user", "guest"]
WorkspaceState = Literal["active", "archived", "deleting"]


class Workspace(Output):
    id: int
    name: str
    description: str
    slug: str
    state: WorkspaceState
    role: Role | None
    owner: Person
    member_count: int
    service_count: int
    home_count: int
    created_date: Timestamp
    permissions: list[str]


class Plan(Output):
    id: int
    name: str
    description: str


class Allowance(Output):
    limit: float
    used: float
    free: float


class Quota(Output):
    cpu: Allowance = Field(description="vCPU of what runs.")
    memory_gb: Allowance = Field(description="Memory of what runs.")
    storage_gb: Allowance = Field(description="Volumes, of stopped services, too.")
    services: Allowance
    homes: Allowance
    members: Allowance


class Health(Output):
    running: int
    stopped: int
    working: int
    error: int


class Alert(Output):
    kind: Literal["error", "stalled", "quota"]
    service_id: int | None
    service_name: str
    message: str


class Stats(Output):
    monthly_cost: Money = Field(description="The sum of the prices of its applications.")
    apps: int
    health: Health
    alerts: list[Alert]


class WorkspaceDetail(Workspace):
    plan: Plan | None = Field(description="None where the platform gave the workspace a quota of its own.")
    quota: Quota
    stats: Stats


class Notifications(Output):
    notify_errors: bool
    notify_members: bool


class Settings(Output):
    id: int
    name: str
    description: str
    slug: str
    state: WorkspaceState
    role: Role | None
    permissions: list[str]
    plan: Plan | None
    quota: Quota
    notifications: Notifications | None = Field(description="The caller's own; None for who is no member.")


class SettingsUpdate(Input):
    name: Name | None = None
    description: str | None = Field(None, max_length=2000)
    regenerate_slug: bool = Field(False, description="Make a new short name of the name.")
    notify_errors: bool | None = Field(None, description="Mail me when a service fails.")
    notify_members: bool | None = Field(None, description="Mail me when somebody joins or goes.")


class WorkspaceDeletion(Input):
    name: str = Field(max_length=200, description="The workspace's name, typed by a person.")


class Deleting(Output):
    id: int
    state: Literal["deleting"]
    services_left: int = Field(description="How many services go first, with their data.")


class TemplateLine(Output):
    name: str
    template_slug: str
    template_name: str
    icon_url: str
    monthly_price: float


class WorkspaceTemplate(Output):
    id: int
    name: str
    description: str
    plan: Plan | None
    services: list[TemplateLine]
    monthly_cost: Money


class WorkspaceTemplateQuery(ListQuery):
    order: Literal["sequence", "name", "-name"] = "sequence"


class WorkspaceQuery(ListQuery):
    order: Literal["name", "-name", "created_date", "-created_date"] = "name"
    state: Literal["active", "archived"] = "active"
    role: Role | None = None


class WorkspaceCreate(Input):
    name: Name
    description: str = Field("", max_length=2000)
    workspace_template_id: RecordId | None = Field(None, description="Launch this template's services in it.")


class WorkspaceUpdate(Input):
    name: Name | None = None
    description: str | None = Field(None, max_length=2000)


class Member(Output):
    id: int
    user_id: int
    name: str
    email: str
    role: Role
    invited_by: str
    invited_date: Timestamp | None
    status: Literal["active", "pending"]


class MemberQuery(ListQuery):
    order: Literal["name", "-name", "role", "-role", "invited_date", "-invited_date"] = "name"
    role: Role | None = None


class MemberUpdate(Input):
    role: Role
