"""Brings Helm's storage to what is wanted: look, take the one action of the table, look again."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from paas_operator.errors import HelmFailed
from paas_operator.helm.runner import Apply, Helm
from paas_operator.helm.storage import DEPLOYED, HelmStorage, Revision
from paas_operator.releases.leftovers import Leftovers
from paas_operator.releases.state import TABLE, Action, Want, determine_state
from paas_operator.saying import say

_log = logging.getLogger(__name__)

PASSES = 8


@dataclass(frozen=True)
class Target:
    """One release and the wish for it; `apply` is None when it is to be gone."""

    namespace: str
    release: str
    apply: Apply | None

    @property
    def want(self) -> Want:
        return Want(self.apply is not None, self.apply.stamp if self.apply else "")


class Converger:
    """Carries out the decision table; the caller holds the release's Lease."""

    def __init__(self, helm: Helm, storage: HelmStorage, leftovers: Leftovers) -> None:
        self._helm = helm
        self._storage = storage
        self._leftovers = leftovers
        self._actions: dict[Action, Callable[[Target, Revision | None], Awaitable[None]]] = {
            Action.INSTALL: self._install,
            Action.UPGRADE: self._upgrade,
            Action.MARK_FAILED: self._mark_failed,
            Action.UNINSTALL: self._uninstall,
        }

    async def run(self, target: Target) -> int:
        """Act until nothing is left to do; gives the newest revision's number, 0 when there is none."""
        for _ in range(PASSES):
            revisions = await self._storage.revisions(target.namespace, target.release)
            state, why = determine_state(target.want, revisions)
            action = TABLE[target.want.present, state]
            _log.info("decided", extra={"release": target.release, "action": action.value, "why": why})
            newest = revisions[-1] if revisions else None
            if action in (Action.FOLLOW, Action.CLEAN_UP):
                if action is Action.FOLLOW:
                    await self._tidy(target, revisions)
                return newest.number if newest else 0
            try:
                await self._actions[action](target, newest)
            except HelmFailed as exc:
                if exc.code != "lost_race":
                    raise
        raise HelmFailed(say("not_as_wished"), retryable=True)

    async def _install(self, target: Target, newest: Revision | None) -> None:
        await self._helm.install(_apply(target))

    async def _upgrade(self, target: Target, newest: Revision | None) -> None:
        await self._helm.upgrade(_apply(target))

    async def _uninstall(self, target: Target, newest: Revision | None) -> None:
        await self._helm.uninstall(target.namespace, target.release)

    async def _mark_failed(self, target: Target, newest: Revision | None) -> None:
        if newest:
            await self._storage.mark_failed(target.namespace, target.release, newest.number)

    async def _tidy(self, target: Target, revisions: list[Revision]) -> None:
        """Make good what Helm leaves undone once it was broken off."""
        for revision in revisions[:-1]:
            if revision.status == DEPLOYED:
                await self._storage.mark_superseded(target.namespace, target.release, revision.number)
        await self._leftovers.remove(target.namespace, target.release, revisions)


def _apply(target: Target) -> Apply:
    if target.apply is None:
        raise ValueError("a release that is to be gone is neither installed nor upgraded")
    return target.apply
