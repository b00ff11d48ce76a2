"""Which replica tells Odoo of a change, so that one does and no other.

What an operation caused is told by the replica that wrote it into the intent. What nobody asked for (a pod that went
down, a node that came back) is told by the leader, the one replica that holds the Lease `leader`; while a generation
is being worked on, by the replica that works on it.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from typing import Any

from paas_operator import names
from paas_operator.errors import ClusterUnavailable
from paas_operator.kube.errors import KubeError
from paas_operator.kube.watch import delay
from paas_operator.releases.events import EventSender
from paas_operator.releases.leases import LeaseLost, Leases

_log = logging.getLogger(__name__)

Json = dict[str, Any]


class Teller:
    """Decides for one replica; everything it hands on goes to the sender."""

    def __init__(self, sender: EventSender, leases: Leases) -> None:
        self._sender = sender
        self._leases = leases

    @property
    def leads(self) -> bool:
        return names.LEADER_LEASE in self._leases.held

    def intent_changed(self, status: Json, writer: str) -> None:
        """An intent was written, by `writer`; without one (it is gone) the leader tells."""
        if writer == self._leases.identity or (not writer and self.leads):
            self._sender.offer(status)

    def service_changed(self, status: Json) -> None:
        """The objects of a release changed."""
        if status["observed_generation"] == status["generation"]:
            mine = self.leads
        else:
            mine = names.lease_name(status["namespace"], status["name"]) in self._leases.held
        if mine:
            self._sender.offer(status)

    async def lead(self, statuses: Callable[[], Iterable[Json]]) -> None:
        """Be the leader whenever nobody else is. Runs until cancelled.

        A new leader tells everything once, since nobody told what changed before it, and stays in touch.
        """

        async def speak() -> None:
            for status in statuses():
                self._sender.offer(status)
            await self._sender.stay_in_touch()

        failures = 0
        while True:
            try:
                await self._leases.hold(names.LEADER_LEASE, speak)
            except LeaseLost:
                failures = 0
            except (ClusterUnavailable, KubeError) as exc:
                failures += 1
                _log.warning("no leader", extra={"error": str(exc)})
            await asyncio.sleep(delay(failures))
