"""Access tokens of the caller."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ...scopes import SCOPES
from .base import Input, ListQuery, Output, Timestamp

Scope = Literal[*SCOPES]


class AccessToken(Output):
    id: int
    name: str
    prefix: str = Field(description="The beginning of the token, to know it by.")
    scopes: list[Scope]
    created_date: Timestamp
    expires_date: Timestamp
    last_used_date: Timestamp | None = Field(description="At most five minutes behind.")
    expired: bool


class NewAccessToken(AccessToken):
    token: str | None = Field(description="Told once, by the call that made it.")


class AccessTokenQuery(ListQuery):
    order: Literal["name", "-name", "created_date", "-created_date", "expires_date", "-expires_date"] = "-created_date"


class AccessTokenCreate(Input):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=10)]
    expires_in_days: Annotated[int, Field(ge=1, le=366)] = 90
