"""The caller and the platform."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .base import Input, Name, Output, Timestamp


class Me(Output):
    id: int
    name: str
    email: str
    lang: str
    tz: str
    is_internal: bool
    is_platform_admin: bool
    avatar_url: str
    initials: str


class MeUpdate(Input):
    name: Name | None = None
    lang: Annotated[str, StringConstraints(min_length=2, max_length=16)] | None = None
    tz: Annotated[str, StringConstraints(min_length=1, max_length=64)] | None = None


class Language(Output):
    code: str
    name: str


class Currency(Output):
    code: str
    symbol: str
    position: Literal["before", "after"]
    decimals: int


class OperatorState(Output):
    reachable: bool
    last_seen: Timestamp | None
    message: str


class Cluster(Output):
    kind: str = Field(description="“kubernetes”, “embedded” or “simulated”; empty while it is not known.")
    stand_in_images: bool
    enforces_network_policy: bool


class Config(Output):
    apps_domain: str
    apps_scheme: Literal["http", "https"]
    apps_port: str
    currency: Currency
    languages: list[Language]
    scopes: dict[str, str] = Field(description="What access tokens may be allowed, with a sentence each.")
    operator: OperatorState
    cluster: Cluster
    features: list[str] = Field(description="Of “custom_domain”, “metrics” and “tls” what this site can do.")
    tls: str = Field(description="“off”, “cert-manager” or “default-certificate”.")
    policy: dict[str, list[str]] = Field(description="The roles that may do each action in a workspace.")
