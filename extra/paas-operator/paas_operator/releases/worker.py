"""Works on one generation of one release, under its Lease, until that generation came to an end."""

import asyncio
import logging
import random
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from typing import Any

from paas_operator import clock
from paas_operator.charts.catalog import Charts
from paas_operator.errors import ChartUnavailable, ClusterUnavailable, HelmFailed, OperatorError
from paas_operator.helm.runner import Apply
from paas_operator.helm.storage import HelmStorage
from paas_operator.kube.errors import KubeError
from paas_operator.log import begin_work, hide
from paas_operator.postrender.rules import Rules
from paas_operator.releases.converge import Converger, Target
from paas_operator.releases.explainer import Explainer
from paas_operator.releases.follow import Follower, Ingress
from paas_operator.releases.going_back import way_back
from paas_operator.releases.intents import Document, Intent
from paas_operator.releases.namespaces import Namespaces
from paas_operator.releases.references import References
from paas_operator.releases.removal import Removal
from paas_operator.releases.rendering import rules_for
from paas_operator.releases.secrets import Blot
from paas_operator.releases.status import Stage, Status
from paas_operator.releases.store import IntentStore, Superseded
from paas_operator.releases.waiting import Why, explained
from paas_operator.saying import Reason, Saying, reason, say

_log = logging.getLogger(__name__)

ATTEMPTS = 5


class Failed(Exception):
    """The generation can't become what it should: the reason goes into the status."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason["message"])
        self.reason = reason


@dataclass(frozen=True)
class Tools:
    """What every worker uses."""

    store: IntentStore
    namespaces: Namespaces
    charts: Charts
    converger: Converger
    storage: HelmStorage
    references: References
    follower: Follower
    explainer: Explainer
    ingress: Ingress
    removal: Removal
    site: Rules


class Worker:
    """One run on one generation; made anew for each. `others_turn` is called once others may begin beside it."""

    def __init__(
        self, tools: Tools, namespace: str, release: str, generation: int, others_turn: Callable[[], None]
    ) -> None:
        self._tools = tools
        self._namespace = namespace
        self._release = release
        self._generation = generation
        self._others_turn = others_turn
        self._secrets: dict[str, str] = {}
        self._last: Reason | None = None

    async def run(self) -> None:
        """Carry the generation to its end; raises Superseded, ClusterUnavailable, or is cancelled.

        One that another replica has ended meanwhile is superseded, too.
        """
        held = await self._tools.store.load(self._namespace, self._release)
        if held is None or held.status.generation != self._generation or held.status.ended:
            raise Superseded
        self._secrets = held.document.secrets(held.document.current)
        begin_work(held.status.asked_by, self._secrets.values())
        if held.document.current.desired == "absent":
            await self._take_away(held.document)
        elif held.status.going_back_to:
            await self._go_back(held.document, held.status.going_back_to, held.status.going_back_from or {})
        else:
            await self._bring(held.document, held.status)

    async def _bring(self, document: Document, status: Status) -> None:
        try:
            await self._persist(self._reach, document, document.current, str(self._generation))
        except Failed as failure:
            back = await way_back(self._tools.storage, self._namespace, self._release, document, status.good_generation)
            if back is None:
                return await self._end(phase="failed", reason=failure.reason)
            await self._note(going_back_to=back.generation, going_back_from=failure.reason, attempts=0)
            return await self._go_back(document, back.generation, failure.reason)
        phase = "stopped" if document.current.desired == "stopped" else "ready"
        return await self._end(phase=phase, stage="done", reason=None, good_generation=self._generation)

    async def _go_back(self, document: Document, generation: int, cause: Reason) -> None:
        """An upgrade with the good intent's values; what failed is told in any case."""
        good = document.at(generation)
        why = Saying.from_json(cause)
        try:
            await self._persist(self._reach, document, good, f"{self._generation}-{generation}")
        except Failed as failure:
            both = why + say("going_back_failed", generation=generation) + Saying.from_json(failure.reason)
            return await self._end(phase="failed", reason=reason(cause.get("code", "timeout"), both))
        phase = "stopped" if good.desired == "stopped" else "ready"
        back = reason("went_back", say("went_back", generation=generation) + why)
        return await self._end(phase=phase, stage="done", reason=back)

    async def _reach(self, document: Document, intent: Intent, stamp: str) -> None:
        """All stages of one intent."""
        await self._stage("namespace")
        async with self._explained(_slow("namespace_slow")):
            await self._tools.namespaces.ensure(self._namespace, intent.tenant)
        await self._stage("chart")
        async with self._explained(_slow("chart_slow")):
            chart = await self._tools.charts.find(intent.chart)
        resolved = await self._resolve(intent)
        await self._stage("resources")
        neighbours = self._tools.store.neighbours(self._namespace, self._release)
        rules = rules_for(self._tools.site, self._namespace, self._release, intent, neighbours)
        values, limit = document.values(intent, resolved), intent.policy.rollout_timeout
        apply = Apply(self._namespace, self._release, chart, values, stamp, rules, limit)
        async with self._explained(self._why_helm):
            revision = await self._tools.converger.run(Target(self._namespace, self._release, apply))
        self._others_turn()
        status = await self._stage("pods", revision=revision, chart_version=intent.chart.version)
        await self._watch(intent, status)

    async def _resolve(self, intent: Intent) -> dict[str, Any]:
        """What comes from other services; their secrets are blotted out like our own from here on."""
        if not intent.references:
            return {}
        self._others_turn()  # those that are waited for may be among them
        resolved = await self._tools.references.awaited(self._namespace, intent)
        self._secrets |= await self._tools.references.of_neighbours(self._namespace, [intent])
        hide(self._secrets.values())
        return resolved

    async def _watch(self, intent: Intent, status: Status) -> None:
        """Rollout and ingress, within the rollout's time, which a new process does not begin anew."""
        limit = intent.policy.rollout_timeout
        left = min(limit, limit - clock.seconds_since(status.stage_times["pods"]))
        stopped = intent.desired == "stopped"
        try:
            async with asyncio.timeout(max(left, 1)):
                await self._tools.follower.until_complete(self._namespace, self._release, stopped, self._tell)
                if not stopped:
                    await self._stage("reachable")
                    async with self._explained(lambda: self._why_unreachable(intent.hosts)):
                        await self._tools.ingress.until_answered(intent.hosts)
        except TimeoutError as exc:
            raise Failed(await self._timed_out(intent)) from exc

    def _explained(self, why: Why) -> AbstractAsyncContextManager[None]:
        return explained(why, self._tell, lambda: self._tools.explainer.hook_pods(self._namespace, self._release))

    async def _why_helm(self) -> Reason | None:
        known = await self._tools.explainer.of_hooks(self._namespace, self._release)
        return known or reason("helm_slow", say("helm_slow"))

    async def _why_unreachable(self, hosts: list[str]) -> Reason | None:
        return reason("not_reachable", say("not_reachable", hosts=", ".join(hosts)))

    async def _timed_out(self, intent: Intent) -> Reason:
        known = await self._tools.explainer.of_pods(self._namespace, self._release)
        if known:
            return self._blotted(known)
        if self._last:
            return self._last
        return reason("timeout", say("not_ready_in_time", seconds=intent.policy.rollout_timeout))

    async def _take_away(self, document: Document) -> None:
        try:
            await self._persist(self._remove, document)
        except Failed as failure:
            await self._end(phase="failed", reason=failure.reason)

    async def _remove(self, document: Document) -> None:
        await self._note(phase="deleting", stage="resources")
        keep = document.current.keep_data
        async with self._explained(self._why_not_gone):
            kept = await self._tools.removal.run(
                self._namespace, self._release, document.current.tenant, keep, self._forget
            )
        if not kept:
            return
        await self._note(
            phase="deleted",
            stage="done",
            observed_generation=self._generation,
            good_generation=0,
            revision=0,
            reason=None,
            kept_volumes=kept,
        )

    async def _forget(self) -> None:
        await self._tools.store.remove(self._namespace, self._release, self._generation)

    async def _why_not_gone(self) -> Reason | None:
        known = await self._tools.explainer.of_hooks(self._namespace, self._release)
        return known or reason("removal_slow", say("removal_slow"))

    async def _persist(self, work: Any, *arguments: Any) -> None:
        """Do the work, again after failures that may pass, with growing delays and an end that people see."""
        while True:
            try:
                return await work(*arguments)
            except (HelmFailed, KubeError, ChartUnavailable) as exc:
                if not exc.retryable and not isinstance(exc, KubeError):
                    raise Failed(await self._cause(exc)) from exc
                status = await self._note_failure()
                if status.attempts >= ATTEMPTS:
                    raise Failed(self._reason(exc)) from exc
                _log.warning("will try again", extra={"release": self._release, "error": self._reason(exc)["message"]})
                await asyncio.sleep(2**status.attempts * random.uniform(0.3, 0.6))  # noqa: S311 - jitter
            except ClusterUnavailable:
                raise
            except OperatorError as exc:
                raise Failed(self._reason(exc)) from exc

    async def _cause(self, exc: OperatorError) -> Reason:
        """What is known of a hook, told already or not, says more than that its time is over."""
        if exc.code != "hook":
            return self._reason(exc)
        if self._last and self._last["code"] != "helm_slow":
            return self._last
        known = await self._tools.explainer.of_hooks(self._namespace, self._release)
        return self._blotted(known) if known else self._reason(exc)

    def _reason(self, exc: OperatorError) -> Reason:
        return self._blotted(reason(exc.code, exc.saying))

    async def _tell(self, why: Reason | None) -> None:
        self._last = self._blotted(why) if why else None
        await self._note(reason=self._last)

    def _blotted(self, known: Reason) -> Reason:
        return reason(known["code"], Saying.from_json(known).mapped(Blot(self._secrets)))

    async def _stage(self, stage: Stage, **more: Any) -> Status:
        """Enter a stage; entering it again after a restart keeps the time of the first."""

        def enter(status: Status) -> Status:
            times = {**status.stage_times, stage: status.stage_times.get(stage) or clock.now()}
            if status.going_back_to and status.stage != stage and stage == "pods":
                times[stage] = clock.now()
            known = status.reason if status.stage == stage else None
            return replace(status, phase="working", stage=stage, stage_times=times, reason=known, **more)

        self._last = None
        return await self._tools.store.note(self._namespace, self._release, self._generation, enter)

    async def _note_failure(self) -> Status:
        return await self._tools.store.note(
            self._namespace, self._release, self._generation, lambda s: replace(s, attempts=s.attempts + 1)
        )

    async def _note(self, **changes: Any) -> Status:
        return await self._tools.store.note(
            self._namespace, self._release, self._generation, lambda status: replace(status, **changes)
        )

    async def _end(self, **changes: Any) -> None:
        times = {"done": clock.now()} if changes.get("stage") == "done" else {}
        await self._tools.store.note(
            self._namespace,
            self._release,
            self._generation,
            lambda s: replace(s, observed_generation=s.generation, stage_times={**s.stage_times, **times}, **changes),
        )
        _log.info("generation ended", extra={"release": self._release, "generation": self._generation, **changes})


def _slow(code: str) -> Why:
    """A cause that is known without looking."""

    async def why() -> Reason:
        return reason(code, say(code))

    return why
