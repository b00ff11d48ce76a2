import pytest

from paas_operator.helm.storage import Revision
from paas_operator.releases.state import TABLE, Action, State, Want, determine_state

RUN = Want(True, "3")
GONE = Want(False)


def revisions(*statuses: str, stamp: str = "3") -> list[Revision]:
    return [Revision(number, status, stamp) for number, status in enumerate(statuses, 1)]


@pytest.mark.parametrize(
    ("want", "seen", "state", "action"),
    [
        (RUN, [], State.ABSENT, Action.INSTALL),
        (RUN, revisions("uninstalled"), State.ABSENT, Action.INSTALL),
        (RUN, revisions("pending-install"), State.LOST, Action.MARK_FAILED),
        (RUN, revisions("deployed", "pending-upgrade"), State.LOST, Action.MARK_FAILED),
        (RUN, revisions("deployed", "pending-rollback"), State.LOST, Action.MARK_FAILED),
        (RUN, revisions("failed"), State.FAILED_INSTALL, Action.INSTALL),
        (RUN, revisions("failed", "failed"), State.FAILED_INSTALL, Action.INSTALL),
        (RUN, revisions("deployed", "failed"), State.FAILED, Action.UPGRADE),
        (RUN, revisions("superseded", "failed"), State.FAILED, Action.UPGRADE),
        (RUN, revisions("uninstalling"), State.UNINSTALLING, Action.UNINSTALL),
        (RUN, revisions("deployed", stamp="2"), State.OUT_OF_SYNC, Action.UPGRADE),
        (RUN, revisions("superseded"), State.OUT_OF_SYNC, Action.UPGRADE),
        (RUN, revisions("superseded", "deployed"), State.IN_SYNC, Action.FOLLOW),
        (Want(True, "3-2"), revisions("deployed"), State.OUT_OF_SYNC, Action.UPGRADE),
        (Want(True, "3-2"), revisions("deployed", stamp="3-2"), State.IN_SYNC, Action.FOLLOW),
        (GONE, [], State.ABSENT, Action.CLEAN_UP),
        (GONE, revisions("deployed"), State.OUT_OF_SYNC, Action.UNINSTALL),
        (GONE, revisions("pending-install"), State.LOST, Action.MARK_FAILED),
        (GONE, revisions("failed"), State.FAILED_INSTALL, Action.UNINSTALL),
        (GONE, revisions("deployed", "failed"), State.FAILED, Action.UNINSTALL),
        (GONE, revisions("uninstalling"), State.UNINSTALLING, Action.UNINSTALL),
    ],
)
def test_every_case_has_one_action(want, seen, state, action):
    found, why = determine_state(want, seen)
    assert (found, TABLE[want.present, found]) == (state, action)
    assert why


def test_the_table_is_complete():
    assert set(TABLE) == {(present, state) for present in (True, False) for state in State}
