"""The accounts that demo data brings; a database without it has only the administrator."""

from pathlib import Path

from .instance import Instance

DEMO_PASSWORD = "demo-woow"  # noqa: S105 - printed on purpose: demo data only
DEMO = (
    ("owner@example.com", "owner of the demo workspace"),
    ("manager@example.com", "admin of the demo workspace"),
    ("member@example.com", "user of the demo workspace"),
    ("guest@example.com", "guest of the demo workspace"),
    ("stranger@example.com", "in no workspace"),
)


def listed(instance: Instance, demo: bool) -> list[dict[str, str]]:
    """Login, password and role of each account, for people and for `--status --json`."""
    if not demo:
        secret = {"password_file": str(admin_password_file(instance))}
        return [{"login": "admin", **secret, "role": "platform administrator"}]
    people = [{"login": login, "password": DEMO_PASSWORD, "role": role} for login, role in DEMO]
    return [*people, {"login": "admin", "password": "admin", "role": "platform administrator"}]


def admin_password_file(instance: Instance) -> Path:
    """The file of the administrator's password where there is no demo data."""
    return instance.key_file("admin-password")
