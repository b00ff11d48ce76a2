"""Previews of intents: nothing is written, neither here nor in the cluster."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paas_operator.charts.archive import looks_up
from paas_operator.charts.catalog import Charts
from paas_operator.errors import ChartNotFetched, HelmFailed, NotRendered, PreviewTooSlow, ReferenceMissing
from paas_operator.helm.runner import Apply, Helm
from paas_operator.helm.storage import HelmStorage
from paas_operator.kube.errors import KubeNotFound
from paas_operator.postrender.documents import read
from paas_operator.postrender.hooks import is_hook
from paas_operator.postrender.kept import is_kept
from paas_operator.postrender.rules import Rules
from paas_operator.releases import intents
from paas_operator.releases.intents import Document
from paas_operator.releases.models import PORT, ReleaseIntent
from paas_operator.releases.namespaces import Namespaces
from paas_operator.releases.preview import cautions, sums
from paas_operator.releases.preview.cautions import Caution
from paas_operator.releases.preview.dry_run import DryRun, Outcome, identity
from paas_operator.releases.references import References
from paas_operator.releases.rendering import rules_for
from paas_operator.releases.secrets import Blot
from paas_operator.releases.store import IntentStore
from paas_operator.saying import say

Json = dict[str, Any]

WITHIN = 4.0
AT_A_TIME = 2
_STAND_IN, _STAND_IN_PORT = "stand-in", 65535  # charts with a schema want a port to be a number


@dataclass(frozen=True)
class Sources:
    """What previews read from."""

    store: IntentStore
    namespaces: Namespaces
    charts: Charts
    helm: Helm
    storage: HelmStorage
    references: References
    dry_run: DryRun
    site: Rules
    kube_version: str


class Previews:
    """Answers within four seconds or not at all."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._slots = asyncio.Semaphore(AT_A_TIME)

    async def of(self, namespace: str, release: str, request: ReleaseIntent) -> Json:
        """A Preview of the API.

        Raises ChartNotFetched when the chart is not here (it is being fetched then), NotRendered with Helm's words,
        PreviewTooSlow, and what sending the intent would raise.
        """
        self._sources.charts.check(request.chart)
        chart = self._sources.charts.held(request.chart)
        if chart is None:
            raise ChartNotFetched(say("chart_fetching"))
        try:
            async with asyncio.timeout(WITHIN), self._slots:
                return await self._look(namespace, release, request, chart)
        except TimeoutError as exc:
            raise PreviewTooSlow(say("preview_too_slow")) from exc

    async def _look(self, namespace: str, release: str, request: ReleaseIntent, chart: Path) -> Json:
        sources = self._sources
        await sources.namespaces.check_owner(namespace, request.tenant)
        held = await sources.store.load(namespace, release)
        plan = intents.plan(held.document if held else intents.new_document(), request)
        resolved, missing = await self._resolved(namespace, plan)
        blot = Blot(await sources.references.secrets(namespace, plan))
        exists = sources.namespaces.is_there(namespace)
        installed = await sources.storage.newest(namespace, release) if exists else None
        neighbours = sources.store.neighbours(namespace, release)
        rules = rules_for(sources.site, namespace, release, plan.current, neighbours)
        values = plan.values(plan.current, resolved)
        apply = Apply(namespace, release, chart, values, "preview", rules)
        try:
            rendered = read(await self._rendered(apply, upgrade=installed is not None, exists=exists))
        except HelmFailed as exc:
            said = exc.saying.mapped(lambda text: blot(text.replace(str(chart), request.chart.name)))
            raise NotRendered(said, exc.code) from exc
        objects = [obj for obj in rendered if not is_hook(obj)]
        before = read(installed.manifest) if installed else []
        looked = await sources.dry_run.look(namespace, release, objects, before) if exists else list(map(_new, objects))
        versions = (installed.chart_version if installed else "", request.chart.version)
        return _told(versions, before, rendered, looked, missing, blot)

    async def _rendered(self, apply: Apply, upgrade: bool, exists: bool) -> str:
        """Connected where the chart looks things up; not where the namespace lacks Helm's account, as old ones do."""
        helm, version = self._sources.helm, self._sources.kube_version
        if exists and await asyncio.to_thread(looks_up, apply.chart):
            with suppress(KubeNotFound):
                return await helm.render(apply, version, upgrade, connected=True)
        return await helm.render(apply, version, upgrade, connected=False)

    async def _resolved(self, namespace: str, plan: Document) -> tuple[Json, list[Caution]]:
        """Values of neighbours; one that is missing now gets a stand-in and a caution."""
        resolved: Json = {}
        missing: list[Caution] = []
        for key, ref in plan.current.references.items():
            try:
                resolved |= await self._sources.references.resolve(namespace, {key: ref})
            except ReferenceMissing as exc:
                resolved[key] = _STAND_IN_PORT if ref.key == PORT else _STAND_IN
                missing.append(Caution(exc.code, exc.saying))
        return resolved, missing


def _told(
    versions: tuple[str, str],
    before: list[Json],
    rendered: list[Json],
    outcomes: list[Outcome],
    missing: list[Caution],
    blot: Blot,
) -> Json:
    images = sums.images(rendered)
    warnings = [
        *missing,
        *cautions.of_outcomes(outcomes),
        *cautions.of_versions(*versions, sums.images(before), images),
    ]
    return {
        "objects": [*map(_object, outcomes), *_removed(before, rendered)],
        "warnings": [warning.to_json(blot) for warning in warnings],
        "images": images,
        "resources": sums.resources(rendered),
    }


def _object(outcome: Outcome) -> Json:
    wanted = outcome.wanted
    name, fields = wanted["metadata"]["name"], list(outcome.fields)
    return {"kind": wanted["kind"], "name": name, "change": outcome.change, "fields": fields}


def _removed(before: list[Json], after: list[Json]) -> list[Json]:
    """What Helm would take away: it was there and is no longer said; kept objects stay."""
    said = set(map(identity, after))
    gone = [obj for obj in before if identity(obj) not in said and not is_kept(obj)]
    return [{"kind": o["kind"], "name": o["metadata"]["name"], "change": "delete", "fields": []} for o in gone]


def _new(obj: Json) -> Outcome:
    return Outcome(obj, None, ())
