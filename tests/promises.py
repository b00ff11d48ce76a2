"""What is promised about roles, tokens and states, told once more by hand.

The product derives routes, buttons, answers and most tests from its tables; what stands in a table by mistake would
be followed everywhere. These are the words of ``docs/architecture.md`` and ``docs/api.md``, taken from no table.
"""

ROLES = ("guest", "user", "admin", "owner")  # each may what the one before it may

# the least role that may, in the words of the policy table
LEAST_ROLE = {
    "guest": """workspace.view member.view activity.view service.view""",
    "user": """workspace.edit service.logs service.preview service.launch service.change service.upgrade
        service.stop service.start service.restart service.retry service.rollback service.delete service.domain
        service.relaunch service.discard secret.reveal""",
    "admin": """workspace.settings workspace.export member.manage member.invite activity.export""",
    "owner": """workspace.archive workspace.delete workspace.transfer""",
}
ALL_BUT_THE_OWNER = "workspace.leave"  # an owner hands over first

# what is still possible in a workspace that is archived: to look, to take a copy, to go, and to end or restore it
WHILE_ARCHIVED = """workspace.view member.view service.view service.logs activity.view activity.export
    workspace.export workspace.leave workspace.archive workspace.delete"""

# who may call (the least role in the workspace, or who else), and with which scope of a token (None: never) -> routes
W = "/api/workspaces/<workspace_id>"
S = f"{W}/services/<service_id>"
ROUTES = {
    ("public", None): "GET /api/openapi.json, GET /api/docs",
    ("operator", None): "POST /api/operator/events",
    ("link", None): "GET /api/invitations/<token>, POST /api/invitations/<token>/decline",
    ("anyone", None): """GET /api/me, PATCH /api/me, GET /api/me/tokens, POST /api/me/tokens,
        DELETE /api/me/tokens/<token_id>, GET /api/config, POST /api/workspaces, POST /api/workspaces/import,
        GET /api/workspace-templates, POST /api/invitations/<token>/accept, GET /api/subdomains/<name>/availability""",
    ("anyone", "workspace:read"): "GET /api/search, GET /api/dashboard, GET /api/workspaces",
    ("anyone", "service:read"): "GET /api/cloud/templates, GET /api/cloud/templates/<template_id>, "
                                "GET /api/cloud/categories",
    ("guest", "workspace:read"): f"GET {W}, GET {W}/members, GET {W}/activity",
    ("guest", "service:read"): f"""GET {W}/services, GET {S}, GET {S}/versions, GET {S}/revisions,
        GET {S}/revisions/<generation>/diff, GET {S}/resources, GET {S}/events, GET {S}/metrics""",
    ("guest", None): f"""GET {W}/settings, PATCH {W}/settings, GET {W}/transfer-ownership,
        POST {W}/transfer-ownership/accept, POST {W}/transfer-ownership/decline""",
    ("all but the owner", None): f"POST {W}/leave",
    ("user", None): f"PATCH {W}, POST {S}/secrets/<key>/reveal",
    ("user", "service:read"): f"POST {W}/services/preview, POST {S}/preview, GET {S}/logs",
    ("user", "service:write"): f"""POST {W}/services, PATCH {S}, DELETE {S}, POST {S}/start, POST {S}/stop,
        POST {S}/restart, POST {S}/retry, POST {S}/rollback, POST {S}/upgrade, POST {S}/domain,
        PUT {S}/custom-domain, POST {S}/custom-domain/verify, DELETE {S}/custom-domain, POST {S}/relaunch,
        POST {S}/discard""",
    ("admin", None): f"""GET {W}/export, PATCH {W}/members/<member_id>, DELETE {W}/members/<member_id>,
        POST {W}/members, POST {W}/members/batch, GET {W}/invitations, PATCH {W}/invitations/<invitation_id>,
        DELETE {W}/invitations/<invitation_id>, POST {W}/invitations/<invitation_id>/resend,
        GET {W}/activity/export""",
    ("owner", None): f"""DELETE {W}, POST {W}/restore, DELETE {W}/forever, POST {W}/transfer-ownership,
        DELETE {W}/transfer-ownership""",
}

STATES = ("pending", "deploying", "running", "upgrading", "stopping", "stopped", "starting", "restarting", "error",
          "deleting", "deleted")


def _lead(target, states, **others):
    return {**dict.fromkeys(states.split(), target), **others}


# what a person asks for -> the states of a service in which it is possible -> where it leads at once
_SETTLED = "running upgrading stopped error"
_FIRST = {"pending": "pending", "deploying": "deploying"}  # before it ever ran, a change is part of the deployment
MOVES = {
    "change": _lead("upgrading", f"{_SETTLED} starting restarting", **_FIRST),
    "upgrade": _lead("upgrading", f"{_SETTLED} starting restarting", **_FIRST),
    "domain": _lead("upgrading", _SETTLED, **_FIRST),
    "rollback": _lead("upgrading", _SETTLED),
    "retry": _lead("upgrading", "error"),
    "stop": _lead("stopping", "running upgrading starting restarting error"),
    "start": _lead("starting", "stopping stopped"),
    "restart": _lead("restarting", "running"),
    "delete": _lead("deleting", " ".join(state for state in STATES if state != "deleted")),
    "relaunch": {"deleted": "deploying"},  # where its data were kept
    "discard": {"deleted": "deleting"},
}
TAKE_SOMETHING_THAT_RAN = ("rollback", "stop", "start", "restart")
LEFT_WHEN_A_DELETE_FAILED = ("retry", "delete")

# what the operator is at -> what people read meanwhile, and what they read once it says how it ended
WHILE_AT_IT = {
    "deploying": "install relaunch",
    "upgrading": "upgrade domain rollback retry quota version reference",
    "starting": "start",
    "stopping": "stop",
    "restarting": "restart",
    "deleting": "delete discard",
}
ENDS = {"ready": "running", "stopped": "stopped", "failed": "error", "deleting": "deleting", "deleted": "deleted"}


def least_roles():
    """By action of the policy table, the roles that may."""
    may = {action: set(ROLES[ROLES.index(role):]) for role, actions in LEAST_ROLE.items() for action in actions.split()}
    return {**may, ALL_BUT_THE_OWNER: {"guest", "user", "admin"}}


def routes():
    """By verb and path, who may call it and the scope that a token needs."""
    return {tuple(route.split()): told for told, listed in ROUTES.items() for route in listed.split(",")}


def next_state(state, action, was_good=True, wanted="running", keeps_data=False):
    """Where ``action`` leads at once; None where it is refused."""
    if state == "deleted" and not keeps_data:
        return None
    if state != "deleted" and wanted == "absent" and action not in LEFT_WHEN_A_DELETE_FAILED:
        return None
    if state != "deleted" and not was_good and action in TAKE_SOMETHING_THAT_RAN:
        return None
    target = MOVES[action].get(state)
    return "deploying" if target == "upgrading" and not was_good else target


def state_for(phase, kind, was_good=True):
    """What people read when the operator is in ``phase`` with an intent of ``kind``."""
    if phase in ENDS:
        return ENDS[phase]
    state = next(state for state, kinds in WHILE_AT_IT.items() if kind in kinds.split())
    return "deploying" if state == "upgrading" and not was_good else state
