"""The activity log."""

from datetime import UTC, datetime
from typing import Annotated

from odoo import _
from pydantic import AfterValidator, Field

from .base import Input, Output, Page, RecordId, Timestamp

YEARS = range(1970, 9999)


def _in_utc(moment):
    """``moment`` as naive UTC; without a time zone it is UTC already. ValueError for years that nobody means."""
    if moment.year not in YEARS:
        raise ValueError(_("This must be a moment such as 2026-01-31T12:00:00Z."))
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


Moment = Annotated[datetime, AfterValidator(_in_utc)]


class ActivitySetting(Output):
    label: str
    options: dict[str, str] = Field(description="Label by value, where there is a choice.")


class Activity(Output):
    id: int
    action: str
    actor_name: str
    subject: str
    subject_model: str
    subject_id: int | None
    workspace_id: int | None
    workspace_name: str
    date: Timestamp
    summary: str
    before: dict[str, object]
    after: dict[str, object]
    settings: dict[str, ActivitySetting] = Field(
        description="What the service's settings in `before` and `after` are called, in the caller's language.")
    address: str = Field(description="Empty unless the caller may export the log.")


class ActivityFilter(Input):
    actor: str = Field("", max_length=200, description="Only what people of this name did.")
    action: str = Field("", max_length=60, description="Only this action, such as `service.launched`.")
    kind: str = Field("", max_length=30, pattern=r"^[a-z]*$",
                      description="Only actions of this kind: the word before the dot.")
    service: RecordId | None = Field(None, description="Only what concerns this service.")
    since: Moment | None = Field(None, description="Only from this moment on.")
    until: Moment | None = Field(None, description="Only before this moment.")
    search: str = Field("", max_length=200, description="Only rows whose actor or subject holds this text.")


class ActivityQuery(ActivityFilter, Page):
    pass
