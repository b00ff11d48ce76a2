"""The first screen."""

from .base import Money, Output, Timestamp
from .service import Service


class Stats(Output):
    workspaces: int
    services: int
    by_state: dict[str, int]
    attention: int
    monthly_cost: Money


class Activity(Output):
    id: int
    kind: str
    service_id: int
    service_name: str
    workspace_id: int
    workspace_name: str
    user_name: str
    date: Timestamp
    outcome: str
    state_reason: str


class Dashboard(Output):
    stats: Stats
    attention: list[Service]
    recent: list[Service]
    activity: list[Activity]
