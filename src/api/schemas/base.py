"""What all schemas share."""

from typing import Annotated

from odoo import _
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from ...names import MAX_NAME, is_name


def _visible(name):
    """``name``; ValueError for what nobody could read."""
    if not is_name(name):
        raise ValueError(_("This must be one line of text that can be seen."))
    return name


RecordId = Annotated[int, Field(gt=0, le=2**31 - 1)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_NAME), AfterValidator(_visible)]
Timestamp = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Input(BaseModel):
    """What a caller sends: a field that does not exist is refused."""

    model_config = ConfigDict(extra="forbid")


class Output(BaseModel):
    """What we answer: nothing that is not described here."""

    model_config = ConfigDict(extra="forbid")


class Page(Input):
    """How every list is paged."""

    limit: int = Field(50, ge=1, le=200, description="How many rows to answer.")
    offset: int = Field(0, ge=0, le=2**31 - 1, description="How many rows to leave out at the start.")


class ListQuery(Page):
    """A list that is searched, too; each adds its own ``order`` and filters."""

    search: str = Field("", max_length=200, description="Only rows whose name holds this text.")


class Money(Output):
    amount: float
    currency: str


class Person(Output):
    id: int
    name: str
    email: str


class Refusal(Output):
    """Every refusal, whatever its status."""

    success: bool = Field(False, description="Always false.")
    error: str = Field(description="A sentence for a person.")
    code: str = Field(description="A stable word for a program.")
    fields: dict[str, str] = Field(default_factory=dict, description="What is wrong with which field.")
