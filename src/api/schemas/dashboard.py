"""The first screen."""

from .activity import Activity
from .base import Money, Output
from .service import Service


class Stats(Output):
    workspaces: int
    services: int
    by_state: dict[str, int]
    attention: int
    monthly_cost: Money


class Dashboard(Output):
    stats: Stats
    attention: list[Service]
    recent: list[Service]
    activity: list[Activity]
