"""A workspace as a document, and what an import makes of it."""

from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, StringConstraints
from typing_extensions import TypedDict

from .base import Input, Money, Name, Output

Slug = Annotated[str, StringConstraints(min_length=1, max_length=64)]


class Texts(Input):
    name: Name
    description: str = Field("", max_length=2000)


class DocumentMember(Input):
    email: str = Field(max_length=254)
    role: Literal["admin", "user", "guest"]


class FromNamedService(TypedDict):
    """A value that comes from another service of the document."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    from_service: Name
    key: NotRequired[Annotated[str, Field(max_length=253)]]


class DocumentService(Input):
    name: Name
    template: Slug = Field(description="The application's slug.")
    version: str = Field("", max_length=100, description="Of the chart; another one that is offered takes its place.")
    values: dict[str, str | bool | int | float | FromNamedService | None] = Field(
        default_factory=dict, description="By dotted key, without secrets.")


class Document(Input):
    """What `GET …/export` answers and `POST /api/workspaces/import` takes."""

    format: Literal["woow-paas-workspace"]
    version: Literal[1]
    workspace: Texts
    members: list[DocumentMember] = Field(default_factory=list, max_length=500)
    services: list[DocumentService] = Field(default_factory=list, max_length=100)


class ImportQuery(Input):
    dry_run: bool = Field(False, description="Only say what would be made.")


class ImportedMember(Output):
    email: str
    role: Literal["admin", "user", "guest"]


class ImportedService(Output):
    name: str
    template_slug: str
    template_name: str
    version: str
    monthly_price: float


class Imported(Output):
    dry_run: bool
    workspace_id: int | None = Field(description="None for a dry run.")
    name: str
    members: list[ImportedMember] = Field(description="Who is invited.")
    services: list[ImportedService]
    monthly_cost: Money
    notes: list[str] = Field(description="What differs from the document, a sentence each.")
