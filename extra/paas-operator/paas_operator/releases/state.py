"""The decision: what state a release is in, and the one action that follows. Nothing here acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from paas_operator.helm.storage import DEPLOYED, PENDING, Revision


class State(Enum):
    """How Helm's storage compares with the wish."""

    ABSENT = "absent"
    LOST = "lost"
    FAILED_INSTALL = "failed_install"
    FAILED = "failed"
    UNINSTALLING = "uninstalling"
    OUT_OF_SYNC = "out_of_sync"
    IN_SYNC = "in_sync"


class Action(Enum):
    """What the worker does next."""

    INSTALL = "install"
    UPGRADE = "upgrade"
    MARK_FAILED = "mark_failed"
    UNINSTALL = "uninstall"
    FOLLOW = "follow"
    CLEAN_UP = "clean_up"


@dataclass(frozen=True)
class Want:
    """`stamp` marks the revision that carries the wish; `present` is False when the release is to be gone."""

    present: bool
    stamp: str = ""


def determine_state(want: Want, revisions: Sequence[Revision]) -> tuple[State, str]:
    """Compare only; never act. Every answer has a reason a person can read.

    The caller holds the release's Lease, so a pending revision belongs to a Helm that is gone.
    """
    if not revisions or revisions[-1].status == "uninstalled":
        return State.ABSENT, "Helm knows no release"
    newest = revisions[-1]
    if newest.status in PENDING:
        return State.LOST, f"revision {newest.number} was left {newest.status}"
    if newest.status == "uninstalling":
        return State.UNINSTALLING, f"revision {newest.number} was left uninstalling"
    if newest.status == "failed":
        if any(revision.status in (DEPLOYED, "superseded") for revision in revisions):
            return State.FAILED, f"revision {newest.number} failed"
        return State.FAILED_INSTALL, f"revision {newest.number} failed, and none before it was deployed"
    if newest.status != DEPLOYED or newest.stamp != want.stamp:
        return State.OUT_OF_SYNC, f"revision {newest.number} carries {newest.stamp or 'no generation'}"
    return State.IN_SYNC, f"revision {newest.number} carries {newest.stamp}"


TABLE: dict[tuple[bool, State], Action] = {
    (True, State.ABSENT): Action.INSTALL,
    (True, State.LOST): Action.MARK_FAILED,
    (True, State.FAILED_INSTALL): Action.INSTALL,
    (True, State.FAILED): Action.UPGRADE,
    (True, State.UNINSTALLING): Action.UNINSTALL,
    (True, State.OUT_OF_SYNC): Action.UPGRADE,
    (True, State.IN_SYNC): Action.FOLLOW,
    (False, State.ABSENT): Action.CLEAN_UP,
    (False, State.LOST): Action.MARK_FAILED,
    (False, State.FAILED_INSTALL): Action.UNINSTALL,
    (False, State.FAILED): Action.UNINSTALL,
    (False, State.UNINSTALLING): Action.UNINSTALL,
    (False, State.OUT_OF_SYNC): Action.UNINSTALL,
    (False, State.IN_SYNC): Action.UNINSTALL,
}
