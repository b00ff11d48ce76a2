"""Who may do what in a workspace: one table, asked by every business method.

Pure Python, so that routes, models, the page and the tests derive from the same words.
Platform admins may do everything; that is decided where the user is known (``workspace._require``).
"""

ROLES = ("owner", "admin", "user", "guest")

_EVERYONE = frozenset(ROLES)
_WORKERS = frozenset({"owner", "admin", "user"})
_MANAGERS = frozenset({"owner", "admin"})
_OWNER = frozenset({"owner"})
_ALL_BUT_OWNER = _EVERYONE - _OWNER

ACTIONS: dict[str, frozenset[str]] = {
    "workspace.view": _EVERYONE,
    "workspace.edit": _WORKERS,
    "workspace.settings": _MANAGERS,
    "workspace.export": _MANAGERS,
    "workspace.archive": _OWNER,
    "workspace.delete": _OWNER,
    "workspace.transfer": _OWNER,
    "member.view": _EVERYONE,
    "member.manage": _MANAGERS,
    "member.invite": _MANAGERS,
    "workspace.leave": _ALL_BUT_OWNER,
    "activity.view": _EVERYONE,
    "activity.export": _MANAGERS,
    "service.view": _EVERYONE,
    "service.logs": _WORKERS,
    "service.preview": _WORKERS,
    "service.launch": _WORKERS,
    "service.change": _WORKERS,
    "service.upgrade": _WORKERS,
    "service.stop": _WORKERS,
    "service.start": _WORKERS,
    "service.restart": _WORKERS,
    "service.retry": _WORKERS,
    "service.rollback": _WORKERS,
    "service.delete": _WORKERS,
    "service.domain": _WORKERS,
    "service.relaunch": _WORKERS,
    "service.discard": _WORKERS,
    "secret.reveal": _WORKERS,
}


def allowed(role: str | None, action: str) -> bool:
    """Whether ``role`` may do ``action``; no role may do nothing. KeyError for an unknown action."""
    return role in ACTIONS[action]


def roles_for(action: str) -> tuple[str, ...]:
    """The roles that may do ``action``, the most powerful first. KeyError for an unknown action."""
    return tuple(role for role in ROLES if role in ACTIONS[action])


def actions_of(role: str | None) -> list[str]:
    """All actions that ``role`` may do, in the table's order."""
    return [action for action, roles in ACTIONS.items() if role in roles]


def reaches(role: str | None, wanted: str) -> bool:
    """Whether ``role`` is ``wanted`` or a more powerful one. ValueError for an unknown ``wanted``."""
    return role in ROLES[: ROLES.index(wanted) + 1]
