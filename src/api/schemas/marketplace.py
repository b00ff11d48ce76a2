"""Applications to choose from."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from .base import ListQuery, Output


class CategoryRef(Output):
    id: int
    name: str
    slug: str


class Category(CategoryRef):
    template_count: int


class CategoryQuery(ListQuery):
    order: Literal["sequence", "-sequence", "name", "-name"] = "sequence"


class Tag(Output):
    id: int
    name: str


class TemplateRef(Output):
    """What a service says of its template."""

    id: int
    name: str
    slug: str
    icon_url: str
    monthly_price: float
    currency: str
    category: CategoryRef | None


class ChartCheck(Output):
    """What the operator last said of the chart: `unreachable` means that a launch here would fail."""

    state: Literal["unknown", "fit", "refused", "unreachable"]
    message: str
    checked_at: str | None


class Template(TemplateRef):
    description: str
    tags: list[Tag]
    documentation_url: str
    provides: str = Field(description="What neighbours may use it as, such as `postgresql`; may be empty.")
    app_version: str
    upstream_started: bool = Field(description="Whether this chart was started before it was shipped.")
    recently_used: bool = Field(description="Whether the caller launched it lately.")
    chart_check: ChartCheck
    default_port: int
    ingress_enabled: bool
    has_ingress: bool
    min_vcpu: float
    min_ram_gb: float
    min_storage_gb: float


class HelmChart(Output):
    repository: str
    name: str
    version: str
    digest: str


class Spec(BaseModel):
    """One field of the form; further keys may follow."""

    model_config = ConfigDict(extra="allow")

    key: str = Field(description="Dotted Helm path.")
    label: str
    type: Literal["text", "password", "number", "integer", "boolean", "select", "textarea"]


class Specs(Output):
    required: list[Spec]
    optional: list[Spec]


class TemplateDetail(Template):
    full_description: str
    helm_chart: HelmChart
    helm_value_specs: Specs
    helm_default_values: dict[str, Any]


class TemplateQuery(ListQuery):
    order: Literal["name", "-name", "monthly_price", "-monthly_price", "recent"] = Field(
        "name", description="“recent”: what the caller launched lately, then by name.")
    category: str = Field("", max_length=64, description="Slug of a category.")


class Availability(Output):
    available: bool
    reason: str
