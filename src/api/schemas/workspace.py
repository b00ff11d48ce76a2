"""Workspaces and their members."""

from typing import Literal

from pydantic import Field

from .base import Input, ListQuery, Name, Output, Person, Timestamp

Role = Literal["owner", "admin", "user", "guest"]


class Workspace(Output):
    id: int
    name: str
    description: str
    slug: str
    state: Literal["active", "archived"]
    role: Role | None
    owner: Person
    member_count: int
    service_count: int
    home_count: int
    created_date: Timestamp
    permissions: list[str]


class WorkspaceQuery(ListQuery):
    order: Literal["name", "-name", "created_date", "-created_date"] = "name"
    state: Literal["active", "archived"] = "active"
    role: Role | None = None


class WorkspaceCreate(Input):
    name: Name
    description: str = Field("", max_length=2000)


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
