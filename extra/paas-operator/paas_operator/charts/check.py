"""Looks at a chart as the post-renderer will, before anybody launches it."""

import asyncio
from dataclasses import asdict
from typing import Any

from paas_operator.charts import archive
from paas_operator.charts.catalog import Charts
from paas_operator.charts.reference import ChartReference
from paas_operator.errors import HelmFailed
from paas_operator.helm.runner import Helm
from paas_operator.postrender.findings import Report, whole_chart
from paas_operator.postrender.rules import Rules

Json = dict[str, Any]

FETCH_WITHIN = 3.0


class ChartCheck:
    """`site` is what the site's settings say: images and registries; a namespace and a name to render for."""

    def __init__(self, charts: Charts, helm: Helm, site: Rules) -> None:
        self._charts = charts
        self._helm = helm
        self._site = site

    async def run(self, reference: ChartReference, values: Json, rules: dict[str, tuple[str, ...]]) -> Json:
        """Digest, images, objects and findings; raises what finding the chart raises, never for what is in it."""
        path = await self._charts.look_at(reference, FETCH_WITHIN)
        metadata = await asyncio.to_thread(archive.read_metadata, path)
        site = Rules(**{**asdict(self._site), **rules})
        try:
            report = await self._helm.examine(path, values, site)
        except HelmFailed as exc:
            said = exc.saying.mapped(lambda text: text.replace(str(path), reference.name))
            report = Report((whole_chart("does_not_render", said),))
        return {
            "digest": await asyncio.to_thread(archive.digest, path),
            "app_version": metadata["appVersion"],
            **report.to_json(),
        }
