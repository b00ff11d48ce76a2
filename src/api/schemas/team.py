"""Invitations, changes of several members at once, and the transfer of ownership."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from .base import Input, ListQuery, Output, RecordId, Timestamp
from .workspace import Member, Role

GivenRole = Literal["admin", "user", "guest"]
InvitationState = Literal["pending", "expired", "accepted", "declined", "cancelled"]
MAX_TEXT = 20000
MAX_ROWS = 200


def _as_text(value):
    return "\n".join(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else value


Addresses = Annotated[
    str,
    BeforeValidator(_as_text),
    WithJsonSchema({"anyOf": [
        {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        {"type": "array", "items": {"type": "string"}, "minItems": 1},
    ]}),
]


class Invite(Input):
    emails: Addresses = Field(
        min_length=1, max_length=MAX_TEXT,
        description="Addresses: a list, or a text with commas, semicolons or new lines.")
    role: GivenRole = "user"


class InviteResult(Output):
    email: str = Field(description="The address, or what was taken for one.")
    status: Literal["invited", "already_member", "already_invited", "invalid"]
    message: str
    link: str | None = Field(description="Only where the platform sends no mail: the link, shown this once.")


class MemberGone(Output):
    cancelled_invitations: list[str] = Field(
        description="Addresses that this member had invited, and that may not accept any more.")


class MemberChanged(Member, MemberGone):
    """A member with another role, and what ended with the one before."""


class Batch(Input):
    ids: list[RecordId] = Field(min_length=1, max_length=MAX_ROWS, description="Members' ids.")
    operation: Literal["update_role", "remove"]
    role: GivenRole | None = Field(None, description="The new role, for `update_role` and nothing else.")


class BatchRow(Output):
    id: int
    status: Literal["done", "refused", "unchanged"]
    message: str


class BatchResult(Output):
    applied: bool = Field(description="False if any row was refused: then nothing was changed.")
    results: list[BatchRow]


class Invitation(Output):
    id: int
    workspace_id: int
    email: str
    role: Role
    state: InvitationState
    invited_by: str
    invited_by_id: int | None = Field(description="A user's id; the invitation ends when they may invite no longer.")
    invited_date: Timestamp
    expires_date: Timestamp
    mail: Literal["queued", "sent", "failed", "none"] = Field(description="What became of the mail.")
    link: str | None = Field(description="Only in the answer to a resend where the platform sends no mail.")


class InvitationQuery(ListQuery):
    order: Literal["email", "-email", "invited_date", "-invited_date"] = "-invited_date"
    state: InvitationState | None = "pending"


class InvitationUpdate(Input):
    role: GivenRole


class InvitationByLink(Output):
    state: InvitationState
    message: str = Field(description="What can be done with this link now, in a sentence.")
    workspace_name: str
    invited_by: str
    role: Role
    email: str = Field(description="The invited address, masked.")
    expires_date: Timestamp
    signed_in: bool
    fits: bool | None = Field(description="Whether the account that is signed in is the invited one.")


class Joined(Output):
    workspace_id: int
    member_id: int


class TransferPerson(Output):
    id: int
    name: str


class Transfer(Output):
    id: int
    workspace_id: int
    state: Literal["pending", "accepted", "declined", "withdrawn"]
    offered_by: TransferPerson
    offered_to: TransferPerson
    member_id: int | None = Field(description="The member who is asked.")
    offered_date: Timestamp
    answered_date: Timestamp | None
    can_answer: bool = Field(description="Whether the caller is the one who is asked.")
    can_withdraw: bool


class OpenTransfer(Output):
    offer: Transfer | None


class TransferOffer(Input):
    member_id: RecordId
