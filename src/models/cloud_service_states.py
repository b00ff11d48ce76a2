"""The states of a service: what a person may do in each, and what the operator's reports lead to.

One table each way. ``allowed_actions``, the buttons, the API and the tests are derived from them.
"""

from functools import cache

STATES = [
    ("pending", "Waiting"),
    ("deploying", "Deploying"),
    ("running", "Running"),
    ("upgrading", "Upgrading"),
    ("stopping", "Stopping"),
    ("stopped", "Stopped"),
    ("starting", "Starting"),
    ("restarting", "Restarting"),
    ("error", "Error"),
    ("deleting", "Deleting"),
    ("deleted", "Deleted"),
]
RESTING = ("running", "stopped", "error", "deleted")

# state -> what a person asks for -> the state it leads to at once
MOVES = {
    "pending": {"change": "pending", "upgrade": "pending", "domain": "pending", "delete": "deleting"},
    "deploying": {"change": "deploying", "upgrade": "deploying", "domain": "deploying", "delete": "deleting"},
    "running": {
        "change": "upgrading", "upgrade": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "stop": "stopping", "restart": "restarting", "delete": "deleting",
    },
    "upgrading": {
        "change": "upgrading", "upgrade": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "stop": "stopping", "delete": "deleting",
    },
    "stopping": {"start": "starting", "delete": "deleting"},
    "stopped": {
        "change": "upgrading", "upgrade": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "start": "starting", "delete": "deleting",
    },
    "starting": {"change": "upgrading", "upgrade": "upgrading", "stop": "stopping", "delete": "deleting"},
    "restarting": {"change": "upgrading", "upgrade": "upgrading", "stop": "stopping", "delete": "deleting"},
    "error": {
        "retry": "upgrading", "change": "upgrading", "upgrade": "upgrading", "domain": "upgrading",
        "rollback": "upgrading", "stop": "stopping", "delete": "deleting",
    },
    "deleting": {"delete": "deleting"},
    "deleted": {"relaunch": "deploying", "discard": "deleting"},
}

# what the intent was for -> the state while the operator is at it
WORKING = {
    "install": "deploying",
    "upgrade": "upgrading",
    "domain": "upgrading",
    "rollback": "upgrading",
    "retry": "upgrading",
    "start": "starting",
    "stop": "stopping",
    "restart": "restarting",
    "delete": "deleting",
    "quota": "upgrading",
    "version": "upgrading",
    "reference": "upgrading",
    "relaunch": "deploying",
    "discard": "deleting",
}

# what the operator says of the newest intent -> the state it means, where the intent's kind does not matter
ARRIVALS = {
    "ready": "running",
    "stopped": "stopped",
    "failed": "error",
    "deleting": "deleting",
    "deleted": "deleted",
}

NEEDS_GOOD = ("rollback", "stop", "start", "restart")  # make sense only once a generation was seen running


def allowed_actions(state, good_generation, desired="running", keeps_data=False):
    """What a person may ask for in ``state``, in the table's order.

    A service that was to be deleted and could not be has no way but on; one that is deleted has none, unless its
    data were kept.
    """
    return [*_allowed(state, bool(good_generation), desired, bool(keeps_data))]


@cache
def _allowed(state, is_good, desired, keeps_data):
    if state == "deleted":
        return tuple(MOVES[state]) if keeps_data else ()
    if desired == "absent":
        return tuple(action for action in MOVES[state] if action in ("retry", "delete"))
    return tuple(action for action in MOVES[state] if is_good or action not in NEEDS_GOOD)


def next_state(state, action, good_generation, desired="running", keeps_data=False):
    """The state that ``action`` leads to at once; None if it makes no sense in ``state``."""
    if action not in allowed_actions(state, good_generation, desired, keeps_data):
        return None
    target = MOVES[state][action]
    return "deploying" if target == "upgrading" and not good_generation else target


def state_for(phase, kind, good_generation):
    """The state that the operator's ``phase`` of an intent of ``kind`` means. KeyError for an unknown phase."""
    if phase not in ("queued", "working"):
        return ARRIVALS[phase]
    state = WORKING[kind]
    return "deploying" if state == "upgrading" and not good_generation else state
