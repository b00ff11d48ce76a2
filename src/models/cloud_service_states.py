"""The states of a service: what a person may do in each, and what the operator's reports lead to.

One table each way. ``allowed_actions``, the buttons, the API and the tests are derived from them.
"""

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
    "pending": {"change": "pending", "domain": "pending", "delete": "deleting"},
    "deploying": {"change": "deploying", "domain": "deploying", "delete": "deleting"},
    "running": {
        "change": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "stop": "stopping", "restart": "restarting", "delete": "deleting",
    },
    "upgrading": {
        "change": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "stop": "stopping", "delete": "deleting",
    },
    "stopping": {"start": "starting", "delete": "deleting"},
    "stopped": {
        "change": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "start": "starting", "delete": "deleting",
    },
    "starting": {"change": "upgrading", "stop": "stopping", "delete": "deleting"},
    "restarting": {"change": "upgrading", "stop": "stopping", "delete": "deleting"},
    "error": {
        "retry": "upgrading", "change": "upgrading", "domain": "upgrading", "rollback": "upgrading",
        "stop": "stopping", "delete": "deleting",
    },
    "deleting": {"delete": "deleting"},
    "deleted": {},
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


def allowed_actions(state, good_generation, desired="running"):
    """What a person may ask for in ``state``, in the table's order.

    A service that was to be deleted and could not be has no way but on.
    """
    if desired == "absent":
        return [action for action in MOVES[state] if action in ("retry", "delete")]
    return [action for action in MOVES[state] if good_generation or action not in NEEDS_GOOD]


def next_state(state, action, good_generation, desired="running"):
    """The state that ``action`` leads to at once; None if it makes no sense in ``state``."""
    if action not in allowed_actions(state, good_generation, desired):
        return None
    target = MOVES[state][action]
    return "deploying" if target == "upgrading" and not good_generation else target


def state_for(phase, kind, good_generation):
    """The state that the operator's ``phase`` of an intent of ``kind`` means. KeyError for an unknown phase."""
    if phase not in ("queued", "working"):
        return ARRIVALS[phase]
    state = WORKING[kind]
    return "deploying" if state == "upgrading" and not good_generation else state
