"""What a chart offers, for those who write templates."""

from typing import Annotated

from fastapi import APIRouter, Query

from paas_operator.api.deps import RuntimeDep
from paas_operator.api.schemas import ChartText
from paas_operator.charts.archive import read_file
from paas_operator.charts.reference import ChartReference
from paas_operator.errors import NotFound

router = APIRouter(prefix="/api/charts", tags=["charts"])

ReferenceQuery = Annotated[ChartReference, Query()]


@router.get("/values", response_model=ChartText)
async def values(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's values.yaml."""
    return await _file(parts, reference, "values.yaml")


@router.get("/schema", response_model=ChartText)
async def schema(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's values.schema.json."""
    return await _file(parts, reference, "values.schema.json")


@router.get("/readme", response_model=ChartText)
async def readme(reference: ReferenceQuery, parts: RuntimeDep) -> dict:
    """The chart's README.md."""
    return await _file(parts, reference, "README.md")


async def _file(parts: RuntimeDep, reference: ChartReference, name: str) -> dict:
    text = read_file(await parts.charts.find(reference), name)
    if text is None:
        raise NotFound(f"The chart has no {name}.")
    return {**reference.model_dump(include={"repository", "name", "version"}), "text": text}
