"""What names a chart: repository, name, exact version, and perhaps its digest."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

CHART_NAME = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
_VERSION = r"^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)([-+][0-9A-Za-z.+-]+)?$"
_DIGEST = r"^(sha256:)?[0-9a-f]{64}$"

BUILTIN = "builtin"


class ChartReference(BaseModel):
    """`repository` is `builtin` or an address of the allow-list; `version` is exact (SemVer 2)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    repository: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    name: Annotated[str, StringConstraints(max_length=80, pattern=CHART_NAME)]
    version: Annotated[str, StringConstraints(max_length=64, pattern=_VERSION)]
    digest: Annotated[str, StringConstraints(pattern=_DIGEST)] | None = None
