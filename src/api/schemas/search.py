"""Finding things by a few letters."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Input, Output


class SearchQuery(Input):
    q: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        description="Each of its words must occur.")
    limit: int = Field(8, ge=1, le=50, description="How many to answer of each kind.")


class Found(Output):
    kind: Literal["workspace", "service", "template"]
    id: int
    name: str
    state: str = Field(description="Of workspaces and services.")
    workspace_id: int | None = Field(description="Of services.")
    workspace_name: str
    icon_url: str
