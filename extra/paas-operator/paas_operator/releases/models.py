"""What a caller may say about a release; everything else is refused before anything looks at it."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, field_validator

from paas_operator.charts.reference import ChartReference
from paas_operator.names import HOST_PATTERN, LABEL, NAME_LENGTH
from paas_operator.postrender.findings import Allowable
from paas_operator.releases.values import check_values

Action = Literal["install", "upgrade", "start", "stop", "restart", "rollback", "retry", "delete"]
Generation = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
HOST, PORT = "@host", "@port"
_DOTTED = r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*"
SecretKey = Annotated[str, StringConstraints(max_length=200, pattern=rf"^{_DOTTED}$")]
HostName = Annotated[str, StringConstraints(max_length=253, pattern=HOST_PATTERN)]
Uuid = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[0-9A-Za-z-]+$")]


def _within_limits(values: dict[str, Any]) -> dict[str, Any]:
    check_values(values)
    return values


Values = Annotated[dict[str, Any], AfterValidator(_within_limits)]


class Strict(BaseModel):
    """Unknown fields and coerced types are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Generate(Strict):
    length: int = Field(ge=8, le=128)


class SecretSource(Strict):
    """Exactly one of: a value, a value to make once, or the one that is held already."""

    value: Annotated[str, StringConstraints(max_length=16_384)] | None = None
    generate: Generate | None = None
    keep: Literal[True] | None = None

    @field_validator("value")
    @classmethod
    def _printable(cls, value: str | None) -> str | None:
        if value is not None and "\x00" in value:
            raise ValueError("a NUL character is not allowed")
        return value

    def model_post_init(self, context: Any) -> None:
        if sum(part is not None for part in (self.value, self.generate, self.keep)) != 1:
            raise ValueError("give exactly one of value, generate, keep")


class Reference(Strict):
    """A value of another release: one of its values or secrets, or where its Service is."""

    release: Annotated[str, StringConstraints(max_length=NAME_LENGTH, pattern=rf"^{LABEL}$")]
    key: Annotated[str, StringConstraints(max_length=200, pattern=rf"^({HOST}|{PORT}|{_DOTTED})$")]


class Quota(Strict):
    """The plan of a workspace."""

    model_config = ConfigDict(extra="forbid", strict=False)

    cpu: float = Field(gt=0, le=4096)
    memory_gb: float = Field(gt=0, le=65536)
    storage_gb: float = Field(gt=0, le=1048576)


class Tenant(Strict):
    """Whose namespace it is."""

    database_uuid: Uuid
    workspace_uuid: Uuid
    quota: Quota


class Policy(Strict):
    """`allow` are the codes of findings in a chart that the template's admin accepted."""

    rollout_timeout: int = Field(300, ge=10, le=600)
    allow: Annotated[list[Allowable], Field(max_length=20)] = []


class ReleaseIntent(Strict):
    """The whole wish for a release."""

    generation: Generation
    desired: Literal["running", "stopped"]
    action: Action
    chart: ChartReference
    values: Values = {}
    secrets: Annotated[dict[SecretKey, SecretSource], Field(max_length=100)] = {}
    references: Annotated[dict[SecretKey, Reference], Field(max_length=50)] = {}
    hosts: Annotated[list[HostName], Field(max_length=20)] = []
    restart_token: Annotated[str, StringConstraints(max_length=64, pattern=r"^[0-9A-Za-z._:-]*$")] = ""
    tenant: Tenant
    policy: Policy = Policy()


class Acceptance(Strict):
    allow: Annotated[list[Allowable], Field(max_length=20)] = []


class ChartToCheck(Strict):
    """A chart with the values, host names and acceptances it would be launched with."""

    chart: ChartReference
    values: Values = {}
    hosts: Annotated[list[HostName], Field(max_length=20)] = []
    policy: Acceptance = Acceptance()


class NamedReleaseIntent(ReleaseIntent):
    """The same, with its place in the body."""

    namespace: Annotated[str, StringConstraints(max_length=NAME_LENGTH)]
    name: Annotated[str, StringConstraints(max_length=NAME_LENGTH)]

    def intent(self) -> ReleaseIntent:
        return ReleaseIntent.model_validate(self.model_dump(exclude={"namespace", "name"}, exclude_unset=True))


class NextGeneration(Strict):
    """For stop, start and restart: everything else comes from the intent that is held."""

    generation: Generation


class RollBack(NextGeneration):
    to_generation: Generation
