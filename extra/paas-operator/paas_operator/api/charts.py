"""What a chart offers, for those who write templates."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from paas_operator.api.deps import RuntimeDep
from paas_operator.api.schemas import ChartText, ChartValues, ChartVersionList, CheckedChart
from paas_operator.charts.archive import parse_values, read_file
from paas_operator.charts.reference import CHART_NAME, ChartReference
from paas_operator.errors import NotFound
from paas_operator.releases.models import ChartToCheck
from paas_operator.saying import say

router = APIRouter(prefix="/api/charts", tags=["charts"])

ReferenceQuery = Annotated[ChartReference, Query()]
RepositoryQuery = Annotated[str, Query(min_length=1, max_length=500)]
NameQuery = Annotated[str, Query(max_length=80, pattern=CHART_NAME)]


@router.get("/values", response_model=ChartValues)
async def values(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's values.yaml, as text and parsed."""
    found = await _file(parts, reference, "values.yaml")
    return {**found, "parsed": parse_values(found["text"])}


@router.get("/schema", response_model=ChartText)
async def schema(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's values.schema.json."""
    return await _file(parts, reference, "values.schema.json")


@router.get("/readme", response_model=ChartText)
async def readme(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's README.md."""
    return await _file(parts, reference, "README.md")


@router.get("/versions", response_model=ChartVersionList)
async def versions(repository: RepositoryQuery, name: NameQuery, parts: RuntimeDep) -> dict:
    """The exact versions a repository offers of a chart, newest first."""
    return {"items": [asdict(found) for found in await parts.charts.versions(repository, name)]}


@router.post("/check", response_model=CheckedChart)
async def check(body: ChartToCheck, parts: RuntimeDep) -> dict:
    """What the post-renderer will say about the chart with these values; nothing is installed."""
    rules = {"hosts": tuple(body.hosts), "allow": tuple(body.policy.allow)}
    return await parts.chart_check.run(body.chart, body.values, rules)


async def _file(parts: RuntimeDep, reference: ChartReference, name: str) -> dict:
    text = read_file(await parts.charts.look_at(reference), name)
    if text is None:
        raise NotFound(say("chart_no_file", file=name))
    return {**reference.model_dump(include={"repository", "name", "version"}), "text": text}
