"""What callers ask for: writes intents, answers with statuses. The work itself is the reconciler's."""

from collections.abc import Callable
from typing import Any

from paas_operator import clock, log
from paas_operator.charts.catalog import Charts
from paas_operator.errors import ClusterUnavailable, ForeignNamespace, Invalid, NotFound
from paas_operator.releases import intents
from paas_operator.releases.intents import Document, Intent
from paas_operator.releases.models import ReleaseIntent
from paas_operator.releases.namespaces import Namespaces
from paas_operator.releases.status import Status
from paas_operator.releases.store import Held, IntentStore
from paas_operator.releases.view import View
from paas_operator.saying import say

Json = dict[str, Any]
Derive = Callable[[Held], Document | None]

TRIES = 5


class Releases:
    """The releases of this operator; names were validated before they come here."""

    def __init__(self, store: IntentStore, view: View, namespaces: Namespaces, charts: Charts) -> None:
        self._charts = charts
        self._store = store
        self._view = view
        self._namespaces = namespaces

    async def apply(self, namespace: str, release: str, request: ReleaseIntent) -> Json:
        """Hold the whole intent; the answer is given once the cluster has it."""
        self._charts.check(request.chart)
        self._charts.held(request.chart)  # begins to fetch it while the intent is written
        await self._namespaces.check_owner(namespace, request.tenant)

        def make(held: Held | None) -> Document | None:
            if held is None:
                return intents.accept(intents.new_document(), request, 0)
            _same_owner(held, request)
            return intents.accept(held.document, request, held.status.good_generation)

        for _ in range(TRIES):
            held = await self._store.load(namespace, release)
            document = make(held)
            if document is None or await self._write(namespace, release, held, document):
                return self._status(namespace, release)
        raise ClusterUnavailable(say("intent_race"))

    async def stop(self, namespace: str, release: str, generation: int) -> Json:
        return await self._derive(namespace, release, generation, action="stop", desired="stopped")

    async def start(self, namespace: str, release: str, generation: int) -> Json:
        return await self._derive(namespace, release, generation, action="start", desired="running")

    async def restart(self, namespace: str, release: str, generation: int) -> Json:
        token = f"generation-{generation}"
        return await self._derive(
            namespace, release, generation, action="restart", desired="running", restart_token=token
        )

    async def roll_back(self, namespace: str, release: str, generation: int, to_generation: int) -> Json:
        """Run an earlier intent's values again; what was generated does not go back."""

        def derive(held: Held) -> Document | None:
            source = held.document.at(to_generation)
            changes = {"generation": generation, "action": "rollback", "desired": "running"}
            return intents.derive(held.document, source, held.status.good_generation, **changes)

        return await self._change(namespace, release, derive)

    async def delete(self, namespace: str, release: str, generation: int, keep_data: bool) -> Json:
        """Wish the release away; raises NotFound when nothing is known of it."""
        gone = self._view.get(namespace, release)
        if gone and gone["phase"] == "deleted" and await self._store.load(namespace, release) is None:
            return gone
        return await self._derive(
            namespace, release, generation, action="delete", desired="absent", keep_data=keep_data
        )

    async def held(self, namespace: str, release: str) -> Held:
        """The intent in full; raises NotFound."""
        return self._store.require(await self._store.load(namespace, release))

    async def _derive(self, namespace: str, release: str, generation: int, **changes: Any) -> Json:
        def derive(held: Held) -> Document | None:
            current = held.document.current
            source = held.document.at(held.status.going_back_to) if held.status.going_back_to else current
            if current.desired == "absent" and changes["desired"] != "absent" and generation > current.generation:
                raise Invalid(say("being_deleted"))
            changes["generation"] = generation
            return intents.derive(held.document, source, held.status.good_generation, **changes)

        return await self._change(namespace, release, derive)

    async def _change(self, namespace: str, release: str, derive: Derive) -> Json:
        for _ in range(TRIES):
            held = await self.held(namespace, release)
            document = derive(held)
            if document is None or await self._write(namespace, release, held, document):
                return self._status(namespace, release)
        raise ClusterUnavailable(say("intent_race"))

    async def _write(self, namespace: str, release: str, held: Held | None, document: Document) -> bool:
        status = _next_status(held.status if held else Status(), document.current)
        version = held.resource_version if held else None
        return await self._store.save(namespace, release, document, status, version)

    def _status(self, namespace: str, release: str) -> Json:
        status = self._view.get(namespace, release)
        if status is None:
            raise NotFound(say("unknown_release"))
        return status


def _same_owner(held: Held, request: ReleaseIntent) -> None:
    tenant = request.tenant
    if (held.status.database_uuid, held.status.workspace_uuid) != (tenant.database_uuid, tenant.workspace_uuid):
        raise ForeignNamespace(say("foreign_release"))


def _next_status(before: Status, intent: Intent) -> Status:
    """The status of a new generation: queued, with what is known of the ones before."""
    now = clock.now()
    return Status(
        generation=intent.generation,
        observed_generation=before.observed_generation,
        good_generation=before.good_generation,
        desired=intent.desired,
        action=intent.action,
        stage_times={"queued": now},
        revision=before.revision,
        chart_version=before.chart_version or intent.chart.version,
        digest=intent.digest,
        database_uuid=intent.tenant.database_uuid,
        workspace_uuid=intent.tenant.workspace_uuid,
        updated_at=now,
        asked_by=log.request_id.get(),
    )
